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

/** Streaming queries whose JVM is killed at any time: in the end, every row is there once. */
class KilledStreamSuite extends StreamTables {
  private val restarts = Integer.getInteger("vectordb.stream.restarts", 3)
  private val epochs = Integer.getInteger("vectordb.stream.epochs", 15)
  private val maxWaitNanos = TimeUnit.MINUTES.toNanos(5)

  test(s"a query of $epochs epochs is killed $restarts times") {
    val random = new Random(randomSeed())
    val (path, checkpoint) = (newPath(), newCheckpoint())
    var repeated = 0
    var next = start(path, checkpoint)
    val begin = System.nanoTime()
    try {
      for (restart <- 1 to restarts) {
        val query = next
        // To start Spark takes seconds, so the next one does it meanwhile.
        next = start(path, checkpoint)
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
        assertWholeEpochs(path)
      }
      go(next)
      awaitVersion(next, path, epochs - 1)
    } finally {
      kill(next)
    }
    val seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)
    val rows = assertWholeEpochs(path)
    info(
      s"${versions(path)} epochs, $restarts restarts, $repeated epochs to repeat, $rows rows, $seconds s"
    )
    assert(ids(load(path)) === (0L until rows))
  }

  private def start(path: String, checkpoint: String): Process = {
    val flags =
      ManagementFactory.getRuntimeMXBean.getInputArguments.asScala.filterNot(_.startsWith("-Xmx"))
    val command = Seq(s"${System.getProperty("java.home")}/bin/java") ++ flags ++
      Seq("-Xmx700m", "io.vectordb.integration.StreamLoop", path, checkpoint)
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

  private def kill(query: Process): Unit = {
    query.destroyForcibly()
    query.waitFor()
  }

  private def assertWholeEpochs(path: String): Long = {
    val rows = snapshot(path).rowCount()
    assert(rows === versions(path) * StreamLoop.rowsOfEpoch)
    rows
  }
}
