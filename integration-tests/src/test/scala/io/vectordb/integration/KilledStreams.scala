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

import java.lang.management.ManagementFactory
import java.nio.file.{Files, Paths}
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport

import scala.jdk.CollectionConverters._
import scala.util.Random

/** Streaming queries whose JVM is killed at any time and that go on in a new one. */
trait KilledStreams extends StreamTables {
  protected val restarts: Int = Integer.getInteger("vectordb.stream.restarts", 3)
  protected val epochs: Int = Integer.getInteger("vectordb.stream.epochs", 15)
  private val maxWaitNanos = TimeUnit.MINUTES.toNanos(5)

  /**
   * Runs `loop` until the table has so many rows. It is killed again and again on the way there,
   * and in the end; `check` looks at what it leaves each time.
   */
  protected def runKilled(
      loop: StreamLoop,
      path: String,
      checkpoint: String,
      rows: Long,
      random: Random,
      source: String*
  )(check: => Any): Unit = {
    var repeated = 0
    var next = start(loop, path, checkpoint, source)
    val begin = System.nanoTime()
    try {
      for (restart <- 1 to restarts) {
        val query = next
        // To start Spark takes seconds, so the next one does it meanwhile.
        next = start(loop, path, checkpoint, source)
        go(query)
        awaitVersion(query, path, restart.toLong * epochs / (restarts + 1))
        // Half of them die as soon as their commit is seen, of which Spark then does not know.
        if (random.nextBoolean()) {
          LockSupport.parkNanos(random.nextInt(1000000000))
        }
        kill(query)
        if (versions(path) > lastCommit(checkpoint) + 1) {
          repeated += 1
        }
        check
      }
      go(next)
      awaitRows(next, path, rows)
    } finally {
      kill(next)
    }
    val seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)
    check
    info(
      s"${versions(path)} epochs, $restarts restarts, $repeated epochs to repeat, " +
        s"${rowCount(path)} rows, $seconds s"
    )
  }

  /** The rows of the newest version; 0 if there is none. */
  protected def rowCount(path: String): Long =
    if (table(path).exists()) snapshot(path).rowCount() else 0

  private def start(
      loop: StreamLoop,
      path: String,
      checkpoint: String,
      source: Seq[String]
  ): Process = {
    val flags =
      ManagementFactory.getRuntimeMXBean.getInputArguments.asScala.filterNot(_.startsWith("-Xmx"))
    val main = loop.getClass.getName.stripSuffix("$")
    val command = Seq(s"${System.getProperty("java.home")}/bin/java") ++ flags ++
      Seq("-Xmx700m", main, path, checkpoint) ++ source
    val builder = new ProcessBuilder(command.asJava)
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"))
    builder.redirectError(ProcessBuilder.Redirect.INHERIT)
    builder.start()
  }

  private def go(query: Process): Unit = {
    val output = query.inputReader()
    val ready = Iterator.continually(output.readLine()).takeWhile(_ != null).contains("ready")
    assert(ready, "the query's JVM ended early")
    query.getOutputStream.write('\n')
    query.getOutputStream.flush()
  }

  private def awaitVersion(query: Process, path: String, version: Long): Unit = {
    val commit = Paths.get(path, "_vectordb", "log", f"$version%020d.json")
    val deadline = System.nanoTime() + maxWaitNanos
    while (!Files.exists(commit)) {
      assert(query.isAlive, "the query failed")
      assert(System.nanoTime() < deadline, s"version $version does not come")
      LockSupport.parkNanos(100000)
    }
  }

  private def awaitRows(query: Process, path: String, rows: Long): Unit = {
    awaitVersion(query, path, 0)
    var newest = snapshot(path)
    while (newest.rowCount() < rows) {
      awaitVersion(query, path, newest.version() + 1)
      newest = snapshot(path)
    }
  }

  private def kill(query: Process): Unit = {
    query.destroyForcibly()
    query.waitFor()
  }
}
