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

import scala.jdk.CollectionConverters._
import scala.util.Random

import io.vectordb.errors.VectorDbException
import io.vectordb.table.Table
import io.vectordb.table.filter.Measure
import io.vectordb.table.scan.Search

/** Data files that are missing or damaged are named; a wrong answer is never given. */
class DamageSuite extends WriteTables {
  private val query = Array(1f, 0f)

  /** A table of two files. */
  private def twoFiles(): String = {
    val path = newPath()
    append(rows(0, 50).coalesce(1), path, "rowsPerFile" -> "25")
    path
  }

  private def file(path: String, index: Int): Path =
    Paths.get(path, snapshot(path).files().get(index).path())

  /** Everything that reads the whole table fails, and names `damaged`. */
  private def assertNamed(path: String, damaged: Path, reason: String*): Unit = {
    val parts = damaged.toString +: reason
    assertFails(parts: _*)(load(path).collect())
    assertFails(parts: _*)(load(path).where("dot_product(v, array(1F, 0F)) > 3").count())
    val error = intercept[VectorDbException] {
      Search.of(table(path)).select("id", "part").score("v", Measure.DOT_PRODUCT, query).run()
    }
    parts.foreach(part => assert(error.getMessage.contains(part)))
  }

  test("a missing file") {
    val path = twoFiles()
    val missing = file(path, 1)
    Files.delete(missing)
    assertNamed(path, missing, "is missing", "restore")
    // What does not need it still works.
    assert(load(path).count() === 50)
    assert(ids(load(path).where("id < 25")) === (0L until 25))
    append(rows(50, 60), path)
    assert(load(path).count() === 60)
  }

  test("a truncated file, at every length") {
    val path = twoFiles()
    val truncated = file(path, 0)
    val content = Files.readAllBytes(truncated)
    for (length <- Seq(0, 1, 8, content.length / 2, content.length - 10, content.length - 1)) {
      Files.write(truncated, content.take(length))
      assertNamed(path, truncated, s"has $length bytes", s"${content.length}", "restore")
    }
    Files.write(truncated, content :+ 0.toByte)
    assertNamed(path, truncated, s"has ${content.length + 1} bytes")
    Files.write(truncated, content)
    assertTable(path, 0L until 50)
  }

  test("a file that is cut short while it is mapped, and restored") {
    val path = twoFiles()
    assertTable(path, 0L until 50)
    val truncated = file(path, 0)
    val content = Files.readAllBytes(truncated)
    Files.write(truncated, content.take(100))
    assertNamed(path, truncated, "has 100 bytes", "restore")
    Files.write(truncated, content)
    assertTable(path, 0L until 50)
    // Under another inode, as a restored file often is.
    Files.write(truncated, content.take(100))
    Files.delete(truncated)
    Files.write(truncated, content)
    assertTable(path, 0L until 50)
  }

  test("any flipped bit is noticed, or changes nothing that is read") {
    val seed = randomSeed()
    val random = new Random(seed)
    val sound = twoFiles()
    val bits = Seq.fill(300)(random.nextInt(Files.size(file(sound, 0)).toInt * 8))
    withClue(s"seed $seed, ") {
      // Most bits of a file are values or the footer.
      assert(noticedFlips(sound, bits.distinct) > bits.size / 2)
    }
  }

  test("every flipped bit of the metadata of a batch is noticed") {
    val sound = twoFiles()
    val (offset, length) = ArrowFiles.metadataOfBatch(file(sound, 0))
    // The length of the metadata, in the first 8 bytes, stands in the footer too.
    val bits = 8 * (offset + 8) until 8 * (offset + length)
    assert(noticedFlips(sound, bits) === bits.size)
  }

  /** Flips each bit of the first file of a table; the number of times that the scan noticed it. */
  private def noticedFlips(sound: String, bits: Seq[Int]): Int = {
    val content = Files.readAllBytes(file(sound, 0))
    val relative = snapshot(sound).files().get(0).path()
    val expected = read(sound)
    // A copy for each, because a file that was found sound once is not verified again.
    val copies = Files.createDirectory(directory.resolve(newName("copies")))
    bits.count { bit =>
      val copy = copies.resolve(bit.toString)
      copyTable(Paths.get(sound), copy)
      val flipped = content.clone()
      flipped(bit / 8) = (flipped(bit / 8) ^ (1 << (bit % 8))).toByte
      Files.write(copy.resolve(relative), flipped)
      withClue(s"bit $bit: ") {
        try {
          assert(read(copy.toString) === expected)
          false
        } catch {
          case error: VectorDbException =>
            assert(error.getMessage.contains(copy.resolve(relative).toString))
            assert(error.getMessage.contains("is damaged"))
            true
        }
      }
    }
  }

  test("a flipped bit of a column that a query does not read does not trouble it") {
    val path = twoFiles()
    val damaged = file(path, 0)
    val content = Files.readAllBytes(damaged)
    // The vector of row 7 in its file: (7.0, 1.0), little-endian.
    val vector = Array[Byte](0, 0, 0xe0.toByte, 0x40, 0, 0, 0x80.toByte, 0x3f)
    val at = content.indexOfSlice(vector)
    assert(at > 0)
    content(at + 2) = 0xe1.toByte
    Files.write(damaged, content)
    assert(ids(load(path)) === (0L until 50))
    assertFails(damaged.toString, "the checksum of column v in rows 0 to 24 is wrong") {
      load(path).where("dot_product(v, array(1F, 0F)) > 3").collect()
    }
  }

  test("files that are exchanged") {
    val path = twoFiles()
    val Seq(first, second) = Seq(0, 1).map(file(path, _))
    assert(Files.size(first) === Files.size(second))
    val content = Files.readAllBytes(first)
    Files.write(first, Files.readAllBytes(second))
    Files.write(second, content)
    assertFails(first.toString, "is damaged", "checksum")(load(path).where("id < 25").collect())
    assertFails(second.toString, "is damaged", "checksum")(load(path).where("id >= 25").collect())
  }

  test("a file that is no Arrow file, of the right length") {
    val path = twoFiles()
    val damaged = file(path, 1)
    Files.write(damaged, new Array[Byte](Files.size(damaged).toInt))
    assertNamed(path, damaged, "is damaged", "Arrow file")
  }

  test("a damaged table can be overwritten") {
    val path = twoFiles()
    Files.delete(file(path, 0))
    writer(rows(0, 5), org.apache.spark.sql.SaveMode.Overwrite).save(path)
    assertRows(load(path), 0L until 5)
  }

  /** All values of all columns, by the scan without Spark; vectors by their scores. */
  private def read(path: String): Seq[String] =
    Search
      .of(Table.at(path))
      .select("id", "part")
      .score("v", Measure.DOT_PRODUCT, query)
      .run()
      .asScala
      .map(_.toString)
      .toSeq

  private def copyTable(from: Path, to: Path): Unit =
    for (source <- filesBelow(from)) {
      val target = to.resolve(from.relativize(source).toString)
      Files.createDirectories(target.getParent)
      Files.copy(source, target)
    }
}
