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
package org.apache.spark.sql.vectordb

import scala.collection.mutable

import org.scalactic.source.Position
import org.scalatest.{BeforeAndAfterAll, Tag}
import org.scalatest.funsuite.AnyFunSuiteLike

/** A suite of Spark's, some tests of which cannot pass. */
trait Exclusions extends AnyFunSuiteLike with BeforeAndAfterAll {

  /** Lazy, because tests are named before this trait is initialized. */
  private lazy val met = mutable.Set.empty[String]

  /** Tests that cannot pass here, by name, and why. They are reported as ignored. */
  protected def exclusions: Map[String, String] = Map.empty

  protected def exclude(reason: String)(names: String*): Map[String, String] =
    names.map(_ -> reason).toMap

  override def beforeAll(): Unit = {
    assert(exclusions.keySet.diff(met) === Set.empty, "are excluded, but no tests")
    super.beforeAll()
  }

  override def test(name: String, tags: Tag*)(body: => Any)(implicit position: Position): Unit =
    exclusions.get(name) match {
      case Some(reason) =>
        met.add(name)
        ignore(s"$name ($reason)", tags: _*)(body)
      case None => super.test(name, tags: _*)(body)
    }
}
