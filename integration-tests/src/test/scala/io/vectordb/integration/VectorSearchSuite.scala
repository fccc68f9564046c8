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

import io.vectordb.errors.VectorDbException
import org.apache.spark.SparkThrowable
import org.apache.spark.sql.{AnalysisException, DataFrame, Row}

/** The table function of searches gives what the SQL gives that it stands for, over any relation. */
class VectorSearchSuite extends SearchedTable {
  private val measures = Seq(
    ("dot_product", "dot_product", "_score", "DESC"),
    ("cosine", "cosine_similarity", "_score", "DESC"),
    ("Cosine_Similarity", "cosine_similarity", "_score", "DESC"),
    ("euclidean", "euclidean_distance", "_distance", "ASC"),
    ("EUCLIDEAN_DISTANCE", "euclidean_distance", "_distance", "ASC")
  )

  /** The same rows, kept in several ways. */
  private lazy val relations: Seq[String] = {
    val parquet = newName("parquet")
    val file = directory.resolve(parquet).toString
    spark.table(t).write.parquet(file)
    spark.read.parquet(file).createOrReplaceTempView(parquet)
    val cached = newName("cached")
    spark.table(parquet).where("id >= 0").createOrReplaceTempView(cached)
    sql(s"CACHE TABLE $cached")
    val local = newName("local")
    spark
      .createDataFrame(spark.table(t).collectAsList(), spark.table(t).schema)
      .createOrReplaceTempView(local)
    Seq(t, parquet, cached, local)
  }

  private lazy val queries: String = {
    val name = newName("queries")
    sql(s"SELECT id AS query_id, v AS q FROM $t WHERE id % 40 = 3 ORDER BY id")
      .union(sql("SELECT -1, NULL"))
      .union(sql(s"SELECT -2, v FROM $t WHERE id = 3"))
      .createOrReplaceTempView(name)
    name
  }

  private def assertSame(search: String, plain: String): Unit = withClue(s"$search\n") {
    val expected = sql(plain).collect().toSeq
    assert(expected.nonEmpty)
    assert(sql(search).collect().toSeq === expected)
  }

  private def assertSameRows(search: String, plain: String): Unit = withClue(s"$search\n") {
    val expected = sql(plain).collect().toSeq.map(_.toString).sorted
    assert(expected.nonEmpty)
    assert(sql(search).collect().toSeq.map(_.toString).sorted === expected)
  }

  test("the best rows, by every metric, over every relation") {
    val cases = measures.map(t -> _) ++ relations.tail.zip(measures.tail)
    for ((relation, (metric, function, column, direction)) <- cases) {
      assertSame(
        s"""SELECT * FROM vector_search(table => TABLE($relation), query_vector => $p, k => 7,
           |metric => '$metric', filter => part <> 1 AND label LIKE '%3')""".stripMargin,
        s"""SELECT *, $function(v, $p) AS $column FROM $relation WHERE part <> 1 AND label LIKE '%3'
           |ORDER BY $column $direction LIMIT 7""".stripMargin
      )
    }
  }

  test("all rows within bounds, and the best of them") {
    val ranges = Seq((4.4, 4.8), (0.93, 0.97), (0.3, 0.6))
    val cases = relations.zip(Seq(0, 1, 3, 3))
    for ((relation, i) <- cases; (metric, function, column, direction) = measures(i)) {
      val (low, high) = ranges((i + 1) / 2)
      val within = s"SELECT id, $function(v, $p) AS $column FROM $relation" +
        s" WHERE $function(v, $p) >= $low AND $function(v, $p) <= $high"
      val search =
        s"SELECT id, $column FROM vector_search(TABLE($relation), $p, metric => '$metric'," +
          s" lower_bound => $low, upper_bound => $high"
      assertSameRows(s"$search)", within)
      assertSame(s"$search, k => 3)", s"$within ORDER BY $column $direction LIMIT 3")
    }
    assertSame(
      s"SELECT id FROM vector_search(TABLE($t), $q, lower_bound => 98 / 128, k => 5)",
      s"SELECT id FROM $t WHERE id >= 98 ORDER BY id DESC"
    )
    assertSameRows(
      s"SELECT id FROM vector_search(TABLE($t), $q, upper_bound => 1 / 128D)",
      s"SELECT id FROM $t WHERE id <= 1"
    )
    assert(
      sql(s"SELECT * FROM vector_search(TABLE($t), $q, lower_bound => 1, upper_bound => 0)").isEmpty
    )
  }

  test("a scan takes over the best rows, the filter and the bounds") {
    val best = sql(
      s"SELECT id, _score FROM vector_search(TABLE($t), $q, k => 3, filter => part = 1 AND id < 60)"
    )
    assertScan(
      best,
      Seq("id", "_score_0"),
      "top-n: _score_0 DESC NULLS LAST LIMIT 3",
      "filter: part = 1 AND id < 60"
    )
    assert(ids(best) === Seq(57L, 53L, 49L))
    val near = sql(s"""SELECT id FROM vector_search(
         |  table => TABLE(SELECT id, v FROM $t WHERE part = 2), query_vector => $p, k => 2,
         |  metric => 'euclidean', upper_bound => 0.5)""".stripMargin)
    assertScan(
      near,
      Seq("id", "_score_0"),
      "euclidean_distance",
      "top-n: _score_0 ASC NULLS LAST LIMIT 2",
      "part = 2 AND _score_0 <= 0.5"
    )
    assertNoFilter(near)
    assert(ids(near) === Seq(2L, 6L))
    val above = sql(s"SELECT id FROM vector_search(TABLE($t), $q, lower_bound => 0.75)")
    assertScan(above, Seq("id"), "filter: _score_0 >= 0.75")
    assertNoFilter(above)
    assertIds(above, Seq(96L, 97L, 98L, 99L))
    val count = sql(s"SELECT count(*) FROM vector_search(TABLE($t), $q, lower_bound => 0.75)")
    assertScan(count, Seq("count"), "_score_0 >= 0.75")
    assert(count.head() === Row(4))
  }

  test("arguments by name and by place, NULL, constant expressions, ten rows unless k says more") {
    val expected = Seq(98L, 94L, 90L)
    val calls = Seq(
      s"table => TABLE($t), query_vector => $q, k => 3, filter => part = 2",
      s"FILTER => part = 2, K => 3, QUERY_VECTOR => $q, TABLE => TABLE($t)",
      s"TABLE($t), $q, 'v', 3, 'dot_product', 'part = 2', 0, 1",
      s"TABLE($t), $q, v, 3L, NULL, part = 2, NULL, NULL",
      s"table => '$t', query_vector => $q, k => 1 + 2, filter => 'part' || ' = 2' = 'part = 2' AND part = 2",
      s"table => $t, query_vector => $q, vector_column => 'V', k => CAST('3' AS INT), filter => $t.part = 2",
      s"table => TABLE(SELECT id, v FROM $t WHERE part = 2), query_vector => $q, filter => NULL, k => 3",
      s"TABLE($t), $q, k => 3, filter => id IN (SELECT id FROM $t WHERE part = 2)"
    )
    for (call <- calls) {
      withClue(s"$call\n")(
        assert(ids(sql(s"SELECT id FROM vector_search($call)")) === expected)
      )
    }
    assert(ids(sql(s"SELECT id FROM vector_search(TABLE($t), $q)")) === all.takeRight(10).reverse)
    assert(sql(s"SELECT id FROM vector_search(TABLE($t), $q, k => 100000)").count() === size)
  }

  test("query vectors of every type, of variables, parameters and subqueries") {
    sql(s"DECLARE OR REPLACE VARIABLE searched ARRAY<FLOAT> DEFAULT $q")
    val vectors = Seq(
      q,
      "array(1D, 0D, 0D, 0D)",
      "array(1, 0, 0, 0)",
      "array(1.0, 0.00, 0, 0)",
      s"vector_pack($q)",
      "searched",
      s"transform(searched, x -> x * 2)",
      s"(SELECT v FROM VALUES ($q) AS (v))"
    )
    for (vector <- vectors) {
      val query =
        s"SELECT id FROM vector_search(table => TABLE($t), query_vector => $vector, k => 2)"
      withClue(query)(assert(ids(sql(query)) === Seq(99L, 98L)))
    }
    sql("DROP TEMPORARY VARIABLE searched")
    val call =
      "SELECT id FROM vector_search(table => :t, query_vector => :q, k => :k, filter => :f)"
    for (vector <- Seq(Array(1f, 0f, 0f, 0f), Array(1d, 0d, 0d, 0d))) {
      val arguments = Map("t" -> t, "q" -> vector, "k" -> 2, "f" -> "id < 50")
      assert(ids(spark.sql(call, arguments)) === Seq(49L, 48L))
    }
  }

  test("columns of vectors of every type; the only one is found, others are named") {
    for (kind <- VectorKind.all) {
      val rows = all.map(id => Row(id, kind.external(Seq(Some(id / 128.0), Some(1.0)), id)))
      val schema =
        new org.apache.spark.sql.types.StructType().add("id", "long").add("x", kind.dataType)
      val name = newName("kind")
      spark
        .createDataFrame(spark.sparkContext.parallelize(rows, 2), schema)
        .createOrReplaceTempView(name)
      val query = kind.sqlLiteral(Array(1, 0))
      assert(
        ids(sql(s"SELECT id FROM vector_search(TABLE($name), $query, k => 2)")) === Seq(99, 98)
      )
    }
    val two = s"SELECT id, v, transform(v, x -> -x) AS w, vector_pack(v) AS b FROM $t"
    assert(ids(sql(s"SELECT id FROM vector_search(TABLE($two), $q, 'w', k => 1)")) === Seq(0))
    assert(ids(sql(s"SELECT id FROM vector_search(TABLE($two), $q, b, k => 1)")) === Seq(99))
    val beside = s"SELECT id, v, vector_pack(v) AS picture FROM $t"
    assert(ids(sql(s"SELECT id FROM vector_search(TABLE($beside), $q, k => 1)")) === Seq(99))
  }

  test("a table of query vectors gives what a search for each of them gives") {
    val each = sql(s"SELECT query_id, q FROM $queries").collect().filter(!_.isNullAt(1))
    assert(each.length === 4)
    val limits = Seq(
      "k => 3",
      "k => 3, filter => part = 2",
      "upper_bound => 0.2",
      "k => 2, lower_bound => 0.1, upper_bound => 0.6",
      "k => 2, lower_bound => 0.3"
    )
    val euclidean = measures(3)
    val cases = limits.map((t, euclidean, _)) ++
      relations.tail.zip(measures.drop(1)).map { case (relation, m) =>
        (relation, m, limits.head)
      } :+
      ((relations.last, measures.head, "k => 2, upper_bound => 4.9"))
    for ((relation, (metric, _, column, _), limit) <- cases) {
      val call = s"table => TABLE($relation), metric => '$metric', $limit"
      val searches = each.map { row =>
        val vector = row.getSeq[Float](1).map(x => s"${x}F").mkString("array(", ", ", ")")
        s"(SELECT ${row.get(0)}L AS query_id, * FROM vector_search($call, query_vector => $vector))"
      }
      assertSameRows(
        s"SELECT * EXCEPT (q) FROM vector_search($call, query_vector => TABLE($queries))",
        searches.mkString(" UNION ALL ")
      )
    }
  }

  test("the columns of the queries come first; names of both tables keep apart what is in both") {
    val query = s"SELECT * FROM vector_search(TABLE($t), TABLE($queries), k => 1)"
    assert(
      sql(query).columns === Array("query_id", "q", "id", "part", "label", "day", "v", "_score")
    )
    val itself = sql(s"""SELECT a.id, b.id, _distance
         |FROM vector_search(TABLE(SELECT * FROM $t b), TABLE(SELECT * FROM $t a WHERE id < 50),
         |  metric => 'euclidean', k => 1)""".stripMargin)
    assert(itself.collect().toSet === all.take(50).map(id => Row(id, id, 0.0)).toSet)
  }

  test("a search in other queries: aliases, views, CTEs, subqueries, searches of results") {
    assert(
      sql(s"SELECT f.i, f.s FROM vector_search(TABLE($t), $q, k => 1) AS f(i, p, l, d, v, s)")
        .head() === Row(99L, score(99))
    )
    val view = newName("view")
    sql(
      s"CREATE TEMPORARY VIEW $view AS SELECT * FROM vector_search($t, $q, k => 4, filter => part = 3)"
    )
    assert(ids(sql(s"SELECT id FROM $view WHERE id < 95")) === Seq(91L, 87L))
    assert(
      ids(sql(s"""WITH some AS (SELECT * FROM $t WHERE id < 10)
           |SELECT id FROM vector_search(TABLE(some), $q, k => 2)""".stripMargin)) === Seq(9L, 8L)
    )
    assertIds(
      sql(s"SELECT id FROM $t WHERE id IN (SELECT id FROM vector_search($t, $q, k => 2))"),
      Seq(99L, 98L)
    )
    assert(
      sql(
        s"""SELECT id, _score, _distance FROM vector_search(
           |  TABLE(SELECT * FROM vector_search(TABLE($t), $q, k => 5)), $p, metric => 'euclidean', k => 1)""".stripMargin
      )
        .head()
        .getLong(0) === 95L
    )
    val lateral = s"SELECT query_id, id FROM $queries, LATERAL vector_search($t, q, k => 2)"
    assertSameRows(
      lateral,
      s"SELECT query_id, id FROM vector_search($t, TABLE($queries), k => 2)"
    )
  }

  private def assertError(call: String, condition: String, part: String): Unit =
    withClue(s"$call\n") {
      val error = intercept[AnalysisException](sql(s"SELECT * FROM vector_search($call)").collect())
      assert(error.getCondition === condition)
      assert(error.getMessage.contains(part))
      if (condition.startsWith("VECTORDB_")) {
        assert(error.getMessage.length < 400)
        assert(error.getCause.isInstanceOf[VectorDbException])
      }
    }

  test("errors name the argument, its value and the remedy") {
    val searched = s"table => TABLE($t)"
    val call = s"$searched, query_vector => $q"
    val argument = "VECTORDB_ARGUMENT_INVALID"
    val column = "VECTORDB_COLUMN_INVALID"
    val cases = Seq(
      ("", argument, "table is missing; pass it, as in table => TABLE(features)"),
      (searched, argument, "query_vector is missing; pass it, as in query_vector => array("),
      (s"query_vector => $q", argument, "table is missing"),
      (s"$call, top => 3", argument, "there is no argument top. Did you mean "),
      (s"$call, query_vector => $q", argument, "query_vector is given twice"),
      (s"TABLE($t), $call", argument, "table is given twice"),
      (s"$searched, $q", argument, "argument 2, array("),
      (s"TABLE($t), $q, 'v', 1, 'cosine', NULL, 0, 1, 2", argument, "argument 9 is one too many"),
      (s"table => 5, query_vector => $q", argument, "table is 5; pass TABLE(name)"),
      (s"table => 'a b', query_vector => $q", argument, "table is 'a b', which is no name of a"),
      (
        s"table => TABLE($t) PARTITION BY id, query_vector => $q",
        argument,
        "table has a PARTITION"
      ),
      (s"$searched, query_vector => 'x'", argument, "query_vector is 'x' of type STRING; pass an"),
      (s"$searched, query_vector => array('x')", argument, "of type ARRAY<STRING>; pass an"),
      (s"$call, k => 0", argument, "k is 0; pass a whole number from 1 to 100000"),
      (s"$call, k => -1", argument, "k is -1; pass"),
      (s"$call, k => 100001", argument, "k is 100001; pass"),
      (s"$call, k => 30000000000", argument, "k is 30000000000; pass"),
      (s"$call, k => 1.5", argument, "of type DECIMAL(2,1); pass a whole number"),
      (s"$call, k => '3'", argument, "k is '3' of type STRING; pass a whole number"),
      (s"$call, k => (SELECT 3)", argument, "which is no constant; pass a whole number"),
      (s"$call, metric => 'l3'", argument, "metric is 'l3'; pass one of [dot_product, cosine, "),
      (s"$call, metric => 2", argument, "metric is 2 of type INT; pass a text"),
      (s"$call, lower_bound => 'low'", argument, "lower_bound is 'low' of type STRING; pass a n"),
      (s"$call, upper_bound => true", argument, "upper_bound is true of type BOOLEAN; pass a n"),
      (s"$call, filter => 'part ='", argument, "filter is 'part =', which is no condition; pass"),
      (s"$call, filter => 'part'", "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", "part"),
      (s"$call, filter => 'parts = 1'", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "`part`"),
      (s"$call, filter => parts = 1", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "`part`"),
      (s"$call, vector_column => 'w'", column, "vector_column is 'w', which the table does not h"),
      (s"$call, vector_column => w", column, "vector_column is 'w', which the table does not have"),
      (s"$call, vector_column => 'id'", column, "vector_column is 'id' of type BIGINT; name a col"),
      (s"$call, vector_column => 1", argument, "vector_column is 1 of type INT; pass a text"),
      (s"table => TABLE(SELECT id FROM $t), query_vector => $q", column, "table has no column of"),
      (
        s"table => TABLE(SELECT v, v AS w FROM $t), query_vector => $q",
        column,
        "table has 2 columns of vectors, [v, w]; say which one is searched, as in vector_column => 'v'"
      ),
      (
        s"table => TABLE(SELECT v, v FROM $t), query_vector => $q, vector_column => 'v'",
        column,
        "vector_column is 'v', which the table has 2 times; rename"
      ),
      (
        s"$searched, query_vector => TABLE(SELECT v, v AS w FROM $t)",
        column,
        "query_vector has 2 columns of vectors, [v, w]; leave one of them, as in TABLE("
      ),
      (
        s"$searched, query_vector => TABLE(SELECT id FROM $t)",
        column,
        "query_vector has no column"
      ),
      (
        s"table => TABLE(SELECT *, 1 AS _score FROM $t), query_vector => $q",
        column,
        "table has a column _score, which is what the result's is called; leave it out or rename"
      ),
      (s"table => TABLE(nowhere), query_vector => $q", "TABLE_OR_VIEW_NOT_FOUND", "nowhere"),
      (s"table => 'nowhere', query_vector => $q", "TABLE_OR_VIEW_NOT_FOUND", "nowhere"),
      (s"$searched, query_vector => TABLE(nowhere)", "TABLE_OR_VIEW_NOT_FOUND", "nowhere"),
      (
        s"$searched, query_vector => array(1F, 2F)",
        "VECTORDB_DIMENSION_MISMATCH",
        "column v holds vectors of dimension 4, but the query vector has dimension 2; pass a query"
      )
    )
    cases.foreach { case (arguments, condition, part) => assertError(arguments, condition, part) }
  }

  test("another dimension than that of rows of other sources") {
    val cases =
      Seq("array(1F, 2F)" -> "4 and 2", "TABLE(SELECT array(1F, 2F) AS q)" -> "2 in q and 4 in ")
    for (relation <- relations.tail; (query, dimensions) <- cases) {
      val error = intercept[RuntimeException with SparkThrowable](
        sql(s"SELECT * FROM vector_search(TABLE($relation), $query)").collect()
      )
      assert(error.getCondition === "VECTORDB_DIMENSION_MISMATCH")
      assert(error.getMessage.contains(dimensions))
    }
  }
}
