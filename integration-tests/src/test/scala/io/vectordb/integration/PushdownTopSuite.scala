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

import org.apache.spark.sql.Row

/** The best rows, orders, limits and counts, as far as the scan finds them. */
class PushdownTopSuite extends SearchedTable {

  test("the best rows") {
    val query = sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) DESC LIMIT 3")
    assertScan(query, Seq("id", "_score_0"), "top-n: _score_0 DESC NULLS LAST LIMIT 3")
    assert(ids(query) === Seq(99L, 98L, 97L))
    val nearest = sql(s"SELECT id FROM $t ORDER BY euclidean_distance(v, $p) LIMIT 2")
    assertScan(
      nearest,
      Seq("id", "_score_0"),
      "euclidean_distance",
      "top-n: _score_0 ASC NULLS FIRST LIMIT 2"
    )
    assert(ids(nearest) === Seq(0L, 1L))
    val scored = sql(s"SELECT id, dot_product(v, $q) AS s FROM $t ORDER BY s DESC LIMIT 1")
    assert(scored.collect().toSeq === Seq(Row(99L, score(99))))
  }

  test("the best rows of those that satisfy conditions on other columns") {
    val query = sql(s"""SELECT id FROM $t
         |WHERE part = 1 AND label LIKE 'label 1%' AND day >= DATE'2024-01-31' AND dot_product(v, $q) < 0.7
         |ORDER BY dot_product(v, $q) DESC LIMIT 2""".stripMargin)
    assertScan(
      query,
      Seq("id", "_score_0"),
      "top-n: ",
      "part = 1",
      "label STARTS WITH 'label 1'",
      "_score_0 < 0.7"
    )
    assertNoFilter(query)
    assert(ids(query) === Seq(81L, 61L))
  }

  test("limits and offsets") {
    val limit = sql(s"SELECT id FROM $t LIMIT 5")
    assertScan(limit, Seq("id"), "limit: 5")
    assert(ids(limit).size === 5)
    val filtered = sql(s"SELECT id FROM $t WHERE dot_product(v, $q) > 0.5 LIMIT 4")
    assertScan(filtered, Seq("id"), "limit: 4", "_score_0 > 0.5")
    assert(ids(filtered).distinct.size === 4 && ids(filtered).forall(_ > 64))
    val offset = sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) DESC LIMIT 3 OFFSET 2")
    assertScan(offset, Seq("id", "_score_0"), "top-n: _score_0 DESC NULLS LAST LIMIT 5")
    assert(ids(offset) === Seq(97L, 96L, 95L))
    assert(ids(sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) OFFSET 98")) === Seq(98L, 99L))
    assert(sql(s"SELECT id FROM $t ORDER BY dot_product(v, $q) LIMIT 0").collect() === Array.empty)
    assert(ids(sql(s"SELECT id FROM $t LIMIT 200")).size === size)
    val inner = sql(
      s"SELECT id FROM (SELECT * FROM $t ORDER BY dot_product(v, $q) DESC LIMIT 10) WHERE part = 1"
    )
    assertIds(inner, Seq(93L, 97L))
  }

  test("an order by more than a score") {
    val ties = s"euclidean_distance(slice(v, 3, 2), array(0F, 2F))"
    assert(ids(sql(s"SELECT id FROM $t ORDER BY $ties, id DESC LIMIT 2")) === Seq(99L, 98L))
    val byLabel = sql(s"SELECT id FROM $t ORDER BY label DESC, dot_product(v, $q) DESC LIMIT 2")
    assert(ids(byLabel) === Seq(99L, 89L))
    val query = sql(
      s"SELECT id FROM $t ORDER BY dot_product(v, array(0F, 0F, 0F, 1F)), part DESC, id LIMIT 2"
    )
    assertScan(query, Seq("id", "part", "_score_0"), "top-n: _score_0 ASC")
    assert(ids(query) === Seq(3L, 7L))
  }

  test("counts") {
    val everything = sql(s"SELECT count(*) FROM $t")
    assert(description(everything).contains("row count from the log"))
    assert(everything.head() === Row(size))
    val some = sql(s"SELECT count(*) FROM $t WHERE dot_product(v, $q) > 0.5 AND part = 3")
    assertScan(some, Seq("count"), "_score_0 > 0.5")
    assert(some.head() === Row(all.count(i => score(i) > 0.5 && i % 4 == 3)))
    val none = sql(s"SELECT count(*) FROM $t WHERE id > 1000 AND dot_product(v, $q) > 0.5")
    assert(description(none).contains("files: 0 of 4"))
    assert(none.head() === Row(0))
    val queries = Seq(
      s"SELECT count(*), count(*) FROM $t WHERE id < 3" -> Row(3, 3),
      s"SELECT count(dot_product(v, $q)) FROM $t" -> Row(size),
      s"SELECT count(*) FILTER (WHERE dot_product(v, $q) > 0.5) FROM $t" -> Row(35),
      s"SELECT count(*) FROM (SELECT * FROM $t LIMIT 7)" -> Row(7),
      s"SELECT count(*) FROM (SELECT * FROM $t WHERE dot_product(v, $q) > 0.5 LIMIT 7)" -> Row(7),
      s"SELECT count(*) FROM (SELECT DISTINCT label FROM $t WHERE dot_product(v, $q) > 0.75)" -> Row(
        3
      ),
      s"SELECT count(*) + 1 FROM $t WHERE false" -> Row(1),
      s"SELECT count(1), sum(part) FROM $t WHERE id < 4" -> Row(4, 6)
    )
    for ((query, expected) <- queries) {
      withClue(s"$query: ")(assert(sql(query).head() === expected))
    }
    assert(sql(s"SELECT count(*) FROM $t WHERE id > 1000 GROUP BY part").collect() === Array.empty)
    assert(
      sql(s"SELECT 1 FROM $t WHERE dot_product(v, $q) > 0.75").collect().toSeq === Seq.fill(3)(
        Row(1)
      )
    )
  }
}
