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

import java.nio.file.{Files, Path, Paths}
import java.util.Comparator
import java.util.concurrent.atomic.AtomicInteger

import io.vectordb.testing.Seed

import org.apache.spark.sql.{DataFrame, DataFrameWriter, Row, SaveMode, SparkSession}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.concurrent.Eventually.{eventually, timeout}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Minute, Span}

/** The one session that all suites share, because to start one takes seconds. */
object TestSession {
  private var session: SparkSession = _

  def get: SparkSession = synchronized {
    if (session == null || session.sparkContext.isStopped) {
      session = start()
    }
    session
  }

  /** For suites of Spark's, which start a session of their own. */
  def stop(): Unit = synchronized {
    if (session != null) {
      session.stop()
      session = null
    }
  }

  /** A task may fail twice before its job does. Kryo handles less than Java's serialization. */
  private def start(): SparkSession = {
    val started = SparkSession
      .builder()
      .master("local[2,3]")
      .appName("vectordb")
      .config("spark.ui.enabled", "false")
      .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
      .config("spark.sql.shuffle.partitions", "2")
      .config("spark.sql.session.timeZone", "UTC")
      .config("spark.sql.datetime.java8API.enabled", "true")
      .config("spark.sql.catalog.vec", "io.vectordb.spark.catalog.VectorCatalog")
      .getOrCreate()
    EndedTasks.listenTo(started.sparkContext)
    started
  }
}

/** A suite with a Spark session and a directory that is removed in the end. */
trait SparkSuite extends AnyFunSuite with BeforeAndAfterAll {
  private val numbers = new AtomicInteger

  protected def spark: SparkSession = TestSession.get

  protected lazy val directory: Path = {
    val parent = Files.createDirectories(Paths.get(System.getProperty("java.io.tmpdir")))
    Files.createTempDirectory(parent, getClass.getSimpleName)
  }

  override protected def afterAll(): Unit =
    try {
      delete(directory)
    } finally {
      super.afterAll()
    }

  /** A seed for random data, printed. */
  protected def randomSeed(): Long = Seed.of(getClass)

  /** A path at which nothing is. */
  protected def newPath(): String = directory.resolve(newName("table")).toString

  protected def newName(prefix: String): String =
    s"${prefix}_${getClass.getSimpleName}_${numbers.incrementAndGet()}".toLowerCase

  protected def load(path: String, options: (String, String)*): DataFrame =
    spark.read.format("vectordb").options(options.toMap).load(path)

  protected def writer(
      data: DataFrame,
      mode: SaveMode,
      options: (String, String)*
  ): DataFrameWriter[Row] =
    data.write.format("vectordb").mode(mode).options(options.toMap)

  protected def append(data: DataFrame, path: String, options: (String, String)*): Unit =
    writer(data, SaveMode.Append, options: _*).save(path)

  /** The name of a new view of the table at `path`. */
  protected def view(path: String, options: (String, String)*): String = {
    val name = newName("view")
    load(path, options: _*).createOrReplaceTempView(name)
    name
  }

  /** Runs `body` as somebody else would, also in the middle of a task of a statement. */
  protected def elsewhere(body: => Unit): Unit = {
    val other = new Thread(() => body)
    other.start()
    other.join()
  }

  protected def sql(query: String): DataFrame = spark.sql(query)

  protected def withConf[T](settings: (String, String)*)(body: => T): T = {
    val before = settings.map { case (key, _) => key -> spark.conf.getOption(key) }
    settings.foreach { case (key, value) => spark.conf.set(key, value) }
    try {
      body
    } finally {
      before.foreach {
        case (key, Some(value)) => spark.conf.set(key, value)
        case (key, None)        => spark.conf.unset(key)
      }
    }
  }

  /** The messages of the error that `body` throws and of its causes. */
  protected def errorOf(body: => Any): String = {
    val error = intercept[Throwable](body)
    Iterator.iterate(error)(_.getCause).takeWhile(_ != null).map(_.toString).mkString("\n")
  }

  /** `body` fails, and the message holds all of `parts`. */
  protected def assertFails(parts: String*)(body: => Any): Unit = {
    val message = errorOf(body)
    parts.foreach(part => assert(message.contains(part)))
  }

  /** The data files in the directory of a table, whether the table knows them or not. */
  protected def dataFiles(path: String): Seq[Path] = {
    val data = Paths.get(path, "data")
    if (Files.exists(data)) filesBelow(data) else Nil
  }

  /** These data files are there once the tasks that a failed job has left running have ended. */
  protected def assertDataFiles(path: String, expected: Seq[Path]): Unit =
    eventually(timeout(Span(1, Minute))) {
      assert(dataFiles(path) === expected)
    }

  protected def filesBelow(root: Path): Seq[Path] = {
    val stream = Files.walk(root)
    try {
      stream.filter(Files.isRegularFile(_)).sorted().toArray.toSeq.map(_.asInstanceOf[Path])
    } finally {
      stream.close()
    }
  }

  protected def delete(root: Path): Unit = {
    val stream = Files.walk(root)
    try {
      stream.sorted(Comparator.reverseOrder[Path]()).forEach(Files.delete(_))
    } finally {
      stream.close()
    }
  }
}
