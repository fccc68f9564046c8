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

import scala.collection.mutable
import scala.util.Random

import org.apache.spark.sql.Row

/** CALL <catalog>.system.near_duplicates. */
class NearDuplicatesSuite extends CatalogSuite {
  private def call(arguments: String): Row =
    sql(s"CALL $cat.system.near_duplicates($arguments)").head()

  private def numbers(result: Row): (Long, Long, Long, Long) =
    (
      result.getAs[Long]("groups"),
      result.getAs[Long]("rows"),
      result.getAs[Long]("duplicates"),
      result.getAs[Long]("largest_group")
    )

  /**
   * 1, 2 and 3 are a chain along which cosines are 0.98, 4 and 5 have the same direction, 6 is
   * alone, and 7 to 9 have no direction.
   */
  private def fewVectors(): (String, String) = {
    val table = newTable()
    sql(s"CREATE TABLE $table (id BIGINT, name STRING, v ARRAY<FLOAT>)")
    sql(s"""INSERT INTO $table
           |SELECT id, concat('n', id), v FROM VALUES
           |  (3, array(cos(0.4), sin(0.4))), (1, array(cos(0.0), sin(0.0))), (2, array(cos(0.2), sin(0.2))),
           |  (5, array(-3, 3)), (4, array(-1, 1)), (6, array(0, -1)),
           |  (7, array(0, 0)), (8, NULL), (9, array(double('NaN'), 1)) AS t(id, v)
           |""".stripMargin)
    (table, table.stripPrefix(s"$cat."))
  }

  private def groups(
      table: String,
      columns: String = "group_id, id, group_rows, is_representative"
  ) =
    sql(s"SELECT $columns FROM $table ORDER BY 1, 2").collect().toSeq

  test("groups are what pairs connect, under the smallest key") {
    val (_, name) = fewVectors()
    val into = newTable()
    val result = call(s"'$name', 'v', 0.95, '${into.stripPrefix(s"$cat.")}', 'id'")
    assert(numbers(result) === ((2L, 5L, 3L, 3L)))
    assert(
      groups(into) === Seq(
        Row(1L, 1L, 3L, true),
        Row(1L, 2L, 3L, false),
        Row(1L, 3L, 3L, false),
        Row(4L, 4L, 2L, true),
        Row(4L, 5L, 2L, false)
      )
    )
    assert(numbers(call(s"table => '$name', column => 'v', threshold => 0.99")) === ((1, 2, 1, 2)))
  }

  test("a score that equals the threshold is enough, and NaN is not") {
    val (_, name) = fewVectors()
    def found(metric: String, threshold: String) =
      numbers(call(s"'$name', 'v', $threshold, metric => '$metric'"))
    assert(found("dot_product", "6") === ((1, 2, 1, 2)))
    assert(found("dot_product", "6.000001") === ((0, 0, 0, 0)))
    assert(found("euclidean_distance", "sqrt(8D)") === ((1, 7, 6, 7)))
    assert(found("Euclidean_Distance", "0") === ((0, 0, 0, 0)))
    // All but the row without a vector, the one of zeros and the one with NaN.
    assert(found("cosine_similarity", "-1") === ((1, 6, 5, 6)))
  }

  test("one DELETE leaves a row of every group") {
    val (table, name) = fewVectors()
    val into = newTable()
    call(s"'$name', 'V', 0.95, into => '$into', key => 'ID'")
    sql(s"DELETE FROM $table WHERE id IN (SELECT id FROM $into WHERE NOT is_representative)")
    assert(ids(table) === Seq(1, 4, 6, 7, 8, 9))
    assert(numbers(call(s"'$name', 'v', 0.95")) === ((0, 0, 0, 0)))
    // The result of an earlier call is replaced, and can be read as it was.
    call(s"'$name', 'v', 0.95, into => '$into', key => 'id'")
    assert(spark.table(into).isEmpty)
    assert(sql(s"SELECT * FROM $into VERSION AS OF 0").count() === 5)
  }

  test("without a key, rows are told apart by where they are stored") {
    val (table, name) = fewVectors()
    sql(s"INSERT INTO $table SELECT * FROM $table WHERE id IN (4, 6)")
    val into = newPath()
    assert(numbers(call(s"'$name', 'v', 0.95, into => '$into'")) === ((3, 8, 5, 3)))
    val found = sql(
      s"""SELECT d.group_id, t.id, d.is_representative FROM $cat.`$into` d
         |JOIN (SELECT _file AS file, _pos AS pos, id FROM $table) t
         |ON d._file = t.file AND d._pos = t.pos""".stripMargin
    )
    assert(found.count() === 8)
    assert(found.where("is_representative").count() === 3)
    sql(s"""DELETE FROM $table WHERE (_file, _pos) IN
           |(SELECT _file, _pos FROM $cat.`$into` WHERE NOT is_representative)""".stripMargin)
    val left = ids(table)
    assert(left.filter(_ > 5) === Seq(6, 7, 8, 9))
    assert(left.count(_ <= 3) === 1)
    assert(left.size === 6)
    // A compaction stores rows elsewhere: then nothing is deleted.
    sql(s"CALL $cat.system.compact('$name', deleted_share => 0)")
    sql(s"""DELETE FROM $table WHERE (_file, _pos) IN
           |(SELECT _file, _pos FROM $cat.`$into`)""".stripMargin)
    assert(ids(table) === left)
  }

  test("a key may have several columns, and texts") {
    val (_, name) = fewVectors()
    val into = newTable()
    call(s"'$name', 'v', 0.95, '$into', 'name'")
    assert(
      groups(into, "group_id, name, is_representative").take(2) ===
        Seq(Row("n1", "n1", true), Row("n1", "n2", false))
    )
    call(s"'$name', 'v', 0.95, '$into', 'name, id'")
    assert(
      groups(into, "group_id.name, id, name, group_id.id").take(2) ===
        Seq(Row("n1", 1L, "n1", 1L), Row("n1", 2L, "n2", 1L))
    )
  }

  test("groups of random vectors are those of a union-find") {
    val random = new Random(randomSeed())
    val table = newTable()
    val name = table.stripPrefix(s"$cat.")
    val vectors = Seq.fill(300)(Array.fill(3)(random.nextGaussian().toFloat))
    spark
      .createDataFrame(vectors.zipWithIndex.map { case (vector, id) => (id.toLong, vector) })
      .toDF("id", "v")
      .repartition(4)
      .writeTo(table)
      .create()
    for ((metric, threshold) <- Seq("cosine_similarity" -> 0.99, "euclidean_distance" -> 0.2)) {
      val into = newTable()
      call(s"'$name', 'v', $threshold, '$into', 'id', '$metric'")
      val isAlike = (score: Double) =>
        if (metric == "cosine_similarity") score >= threshold else score <= threshold
      val scores = sql(
        s"SELECT a.id, b.id, $metric(a.v, b.v) FROM $table a CROSS JOIN $table b WHERE a.id < b.id"
      )
      val parents = mutable.Map.empty[Long, Long]
      def root(node: Long): Long = parents.get(node).fold(node)(root)
      scores.collect().foreach { row =>
        val (a, b) = (root(row.getLong(0)), root(row.getLong(1)))
        if (isAlike(row.getDouble(2)) && a != b) {
          parents(math.max(a, b)) = math.min(a, b)
        }
      }
      val expected = (0L until 300L).groupBy(root).filter(_._2.size > 1).map { case (id, members) =>
        id -> members.toSet
      }
      assert(expected.size > 3)
      val found = groups(into).groupBy(_.getLong(0)).map { case (id, rows) =>
        assert(rows.forall(row => row.getLong(2) == rows.size))
        assert(rows.forall(row => row.getBoolean(3) == (row.getLong(1) == id)))
        id -> rows.map(_.getLong(1)).toSet
      }
      assert(found === expected)
    }
  }

  test("tables of Spark's own catalog, and a session without extensions") {
    val (table, name) = fewVectors()
    val into = newName("groups")
    val arguments = s"'v', 0.95, 'spark_catalog.default.$into', 'id'"
    try {
      call(s"'$name', $arguments")
      assert(groups(into).size === 5)
    } finally {
      sql(s"DROP TABLE IF EXISTS $into")
    }
    val plain = PlainSession.create()
    try {
      plain.sql(s"CALL vec.system.near_duplicates('${place(table)}', $arguments)")
      assert(plain.table(into).count() === 5)
    } finally {
      plain.sql(s"DROP TABLE IF EXISTS $into")
    }
  }

  test("nothing stays on the executors") {
    val (_, name) = fewVectors()
    val before = spark.sparkContext.getPersistentRDDs.keySet
    call(s"'$name', 'v', 0.95")
    assertFails("missing")(call(s"'$name', 'v', 0.95, 'missing.groups', 'id'"))
    assert(spark.sparkContext.getPersistentRDDs.keySet === before)
  }

  test("what is called wrongly says so") {
    val (table, name) = fewVectors()
    assertFails("no metric 'cosine'", "cosine_similarity")(
      call(s"'$name', 'v', 0.9, metric => 'cosine'")
    )
    assertFails("Argument column names 'w'", "choose from [v]")(call(s"'$name', 'w', 0.9"))
    assertFails("Argument column names 'id'", "choose from [v]")(call(s"'$name', 'id', 0.9"))
    assertFails("Argument key names 'v'", "[id, name]")(call(s"'$name', 'v', 0.9, key => 'v'"))
    assertFails("Argument key names ''")(call(s"'$name', 'v', 0.9, key => 'id,'"))
    assertFails("threshold is NaN")(call(s"'$name', 'v', 'NaN'"))
    assertFails("threshold is NULL")(call(s"'$name', 'v', NULL"))
    assertFails("There is no table ns.missing")(call("'ns.missing', 'v', 0.9"))
    assertFails(s"Table $name exists", "drop it")(call(s"'$name', 'v', 0.9, '$name', 'id'"))
    assert(ids(table).size === 9)

    sql(s"INSERT INTO $table VALUES (6, 'again', NULL)")
    assertFails("Columns [id] are no key", "2 of its rows have id = 6", "leave out")(
      call(s"'$name', 'v', 0.9, key => 'id'")
    )
    sql(s"UPDATE $table SET id = NULL WHERE name = 'again'")
    assertFails("Columns [id] are no key", "id = null")(call(s"'$name', 'v', 0.9, key => 'id'"))
    sql(s"ALTER TABLE $table RENAME COLUMN name TO group_id")
    assertFails("group_id", "rename it")(call(s"'$name', 'v', 0.9, key => 'group_id'"))
  }

  test("a table without rows has no groups") {
    val table = newTable()
    sql(s"CREATE TABLE $table (id BIGINT, v ARRAY<FLOAT>)")
    val into = newTable()
    assert(
      numbers(call(s"'${table.stripPrefix(s"$cat.")}', 'v', 0.9, '$into', 'id'")) === ((0, 0, 0, 0))
    )
    assert(spark.table(into).isEmpty)
  }
}
