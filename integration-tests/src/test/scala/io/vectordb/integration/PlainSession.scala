/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.vectordb.integration

import java.net.URL
import java.util.{Collections, Enumeration}

import org.apache.spark.sql.SparkSession

/** Sessions without vectordb's extensions, as on a platform that forbids them. */
object PlainSession {

  /** Spark finds extensions through the context class loader, so this one hides them. */
  def create(): SparkSession = withoutSessions {
    val thread = Thread.currentThread()
    val before = thread.getContextClassLoader
    thread.setContextClassLoader(new ClassLoader(before) {
      override def getResources(name: String): Enumeration[URL] =
        if (name.endsWith("SparkSessionExtensionsProvider")) Collections.emptyEnumeration()
        else super.getResources(name)
    })
    try {
      SparkSession.builder().getOrCreate()
    } finally {
      thread.setContextClassLoader(before)
    }
  }

  /** Makes a session while Spark knows of none that it could return instead. */
  private def withoutSessions(create: => SparkSession): SparkSession = {
    val shared = TestSession.get
    SparkSession.clearActiveSession()
    SparkSession.clearDefaultSession()
    try {
      create
    } finally {
      SparkSession.setDefaultSession(shared)
      SparkSession.setActiveSession(shared)
    }
  }
}
