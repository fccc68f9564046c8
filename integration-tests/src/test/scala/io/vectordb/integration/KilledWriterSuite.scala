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

import java.io.BufferedReader
import java.lang.management.ManagementFactory
import java.nio.file.Paths

import scala.jdk.CollectionConverters._
import scala.util.Random

import io.vectordb.table.{Measure, Search, Table}

/** Writers that are killed while they write data files: whole commits are seen, and nothing else. */
class KilledWriterSuite extends SparkSuite {
  private val kills = 25

  test(s"a writer is killed $kills times") {
    val seed = randomSeed()
    val random = new Random(seed)
    val path = newPath()
    var rows = 0L
    var next = start(path)
    try {
      for (kill <- 1 to kills) {
        val writer = next
        // To start a JVM takes most of a second, so the next one does it meanwhile.
        next = start(path)
        val acknowledged = commitUntilKilled(writer, random)
        withClue(s"seed $seed, kill $kill: ") {
          rows = check(path, rows, acknowledged)
        }
      }
    } finally {
      next.destroyForcibly()
    }
    // Files of commits that were not completed lie about, and nobody minds.
    assert(dataFiles(path).size > Table.at(path, null).snapshot().files().size)
    // The log says the same from its beginning, without checkpoints.
    delete(Paths.get(path, "_vectordb", "checkpoint"))
    assertRows(Table.at(path, null), rows)
  }

  private def start(path: String): Process = {
    val flags =
      ManagementFactory.getRuntimeMXBean.getInputArguments.asScala.filterNot(_.startsWith("-Xmx"))
    val command = Seq(s"${System.getProperty("java.home")}/bin/java") ++ flags ++
      Seq("-Xmx256m", "-XX:TieredStopAtLevel=1", "io.vectordb.integration.CommitLoop", path)
    val builder = new ProcessBuilder(command.asJava)
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"))
    builder.redirectError(ProcessBuilder.Redirect.DISCARD)
    builder.start()
  }

  /** Lets a writer work until some random step of its; returns the number of commits that it reported. */
  private def commitUntilKilled(writer: Process, random: Random): Int = {
    val output = writer.inputReader()
    try {
      assert(output.readLine() === "ready")
      writer.getOutputStream.write('\n')
      writer.getOutputStream.flush()
      // Half of them die anywhere within a step, which takes less than a millisecond, the others
      // within the last step, which writes the log and takes a few.
      val (steps, nanos) =
        if (random.nextBoolean()) (random.nextInt(40), 1000000)
        else (CommitLoop.stepsOfCommit * (1 + random.nextInt(3)) - 1, 4000000)
      val before = Iterator.fill(steps)(output.readLine()).toSeq
      val deadline = System.nanoTime() + random.nextInt(nanos)
      while (System.nanoTime() < deadline) {
        Thread.onSpinWait()
      }
      // Not Process.destroyForcibly, which closes the output that is still to be read.
      writer.toHandle.destroyForcibly()
      writer.waitFor()
      (before ++ rest(output)).count(_.matches("committed \\d+"))
    } finally {
      writer.destroyForcibly()
    }
  }

  private def rest(output: BufferedReader): Seq[String] =
    Iterator.continually(output.readLine()).takeWhile(_ != null).toSeq

  /** Returns how many rows there are after one more commit by this process. */
  private def check(path: String, before: Long, acknowledged: Int): Long = {
    val commit = CommitLoop.rowsOfCommit
    val table = Table.at(path, null)
    val rows = if (table.exists()) table.snapshot().rowCount() else 0L
    assert(rows % commit === 0)
    assert(rows >= before + acknowledged * commit)
    assert(rows <= before + (acknowledged + 1) * commit)
    assertRows(table, rows)
    CommitLoop.commit(table, _ => ())
    assertRows(table, rows + commit)
    rows + commit
  }

  /** Rows 0 until `count`, each once, with their vectors. */
  private def assertRows(table: Table, count: Long): Unit =
    if (count > 0) {
      val search =
        Search.of(table).select("id").score("v", Measure.DOT_PRODUCT, Array(1f, 0f, 0f, 0f))
      val found = search.run().asScala.map { row =>
        assert(row.columns().get("id") === row.score().toLong)
        row.score().toLong
      }
      assert(found === (0L until count).reverse)
    }
}
