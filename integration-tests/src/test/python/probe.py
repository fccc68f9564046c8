#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     https://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.
#
"""What a PySpark user does first: write a table of vectors, search it, and see what was pushed.

Run with a distribution's own spark-submit: spark-submit --jars <connector> probe.py <table path>
"""

import random
import re
import sys

from joins import check_joins
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, FloatType, LongType, StringType, StructField, StructType

DIMENSION = 16
ROWS = 300
K = 7

# Sixteenths below 16: products and sums are exact, so that Python's answer is the answer.
rng = random.Random(20260101)


def random_vector():
    return [rng.randrange(-255, 256) / 16 for _ in range(DIMENSION)]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def scan_line(spark, query):
    """The line of the physical plan that reads the table."""
    plan = spark.sql("EXPLAIN " + query).first()[0]
    lines = [line for line in plan.splitlines() if "BatchScan" in line]
    assert len(lines) == 1, plan
    return lines[0]


def assert_pushed(spark, query):
    """The scan computes the score itself and does not hand out the vectors."""
    line = scan_line(spark, query)
    output = re.search(r"BatchScan [^\[]*\[([^\]]*)\]", line).group(1)
    columns = [column.split("#")[0].strip() for column in output.split(",")]
    assert "v" not in columns, line
    assert re.search(r"scores: \[_score_0 = \w+\(v, ", line), line


def check(name, actual, expected):
    assert actual == expected, "%s\n  actual:   %s\n  expected: %s" % (name, actual, expected)
    print("ok: " + name)


def change_rows(spark, path, literal, threshold, scores):
    """DELETE, UPDATE, MERGE and an upsert, of a table that is known to the session's catalog."""
    above = {i for i in scores if scores[i] > threshold}
    best = max(scores, key=lambda i: scores[i])
    spark.sql("CREATE TABLE probe USING vectordb LOCATION '%s'" % path)
    spark.sql("DELETE FROM probe WHERE dot_product(v, %s) <= %s" % (literal, threshold))
    spark.sql("UPDATE probe SET label = 'best' WHERE id = %d" % best)
    spark.sql(
        "MERGE INTO probe t USING (SELECT %d AS id) s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET label = concat(t.label, '!')" % best
    )
    spark.sql(
        "MERGE INTO probe t USING (SELECT id FROM range(1000, 1002)) s ON t.id = s.id"
        " WHEN NOT MATCHED THEN INSERT (id, label) VALUES (s.id, 'merged')"
    )
    changes = spark.sql("SELECT id, 'upserted' AS label, v FROM probe WHERE id >= 1001")
    changes.write.format("vectordb").option("mergeKeys", "id").mode("append").save(path)
    labels = {row.id: row.label for row in spark.table("probe").collect()}
    check("DELETE by a score", {i for i in labels if i < 1000}, above)
    check("UPDATE and MERGE", labels[best], "best!")
    check("MERGE and upsert", (labels[1000], labels[1001]), ("merged", "upserted"))
    check("rows after all that", spark.table("probe").count(), len(above) + 2)
    spark.sql("DROP TABLE probe")


def live_files(spark, path):
    """What connector/docs/other-programs.md tells who reads data files without Spark."""
    spark.conf.set("spark.sql.catalog.live", "io.vectordb.spark.catalog.VectorCatalog")
    spark.sql("CALL live.system.compact('%s', deleted_share => 0)" % path)
    files = spark.sql("CALL live.system.files('%s')" % path).collect()
    check("deleted rows after a compaction", sum(file.deleted_rows for file in files), 0)
    try:
        import pyarrow.dataset
    except ImportError:
        print("skipped: there is no pyarrow")
        return
    live = pyarrow.dataset.dataset([file.location for file in files], format="arrow").to_table()
    rows = [(row["id"], row["label"], row["v"]) for row in live.to_pylist()]
    table = spark.read.format("vectordb").load(path).collect()
    check("rows that pyarrow reads", sorted(rows), sorted(tuple(row) for row in table))


def main(path):
    spark = SparkSession.builder.getOrCreate()
    version = tuple(int(part) for part in spark.version.split(".")[:2])

    # A session that never touches a vector must not notice the jar.
    plain = spark.range(100).select(F.base64(F.col("id").cast("string").cast("binary")).alias("b"))
    check("base64 of a column", plain.orderBy("b").first()[0], "MA==")
    check("sum of a range", spark.range(1000).agg(F.sum("id")).first()[0], 499500)

    schema = StructType(
        [
            StructField("id", LongType()),
            StructField("label", StringType()),
            StructField("v", ArrayType(FloatType())),
        ]
    )
    rows = [(i, "label %d" % (i % 5), random_vector()) for i in range(ROWS)]
    query = random_vector()
    literal = "array(%s)" % ", ".join("%sF" % x for x in query)
    spark.createDataFrame(rows, schema).repartition(2).write.format("vectordb").mode(
        "overwrite"
    ).save(path)
    table = spark.read.format("vectordb").load(path)
    table.createOrReplaceTempView("t")

    check("rows come back", sorted(tuple(row) for row in table.collect()), sorted(rows))

    scores = {i: dot(v, query) for i, _, v in rows}
    ranked = sorted(scores, key=lambda i: -scores[i])
    assert len(set(scores.values())) == ROWS, "choose another seed: a tie"
    threshold = scores[ranked[40]]
    above = sorted(i for i in scores if scores[i] > threshold)

    sql = "SELECT id FROM t WHERE dot_product(v, %s) > %s" % (literal, threshold)
    check("threshold", sorted(row.id for row in spark.sql(sql).collect()), above)
    assert_pushed(spark, sql)

    sql = "SELECT id FROM t ORDER BY dot_product(v, %s) DESC LIMIT %d" % (literal, K)
    check("top-k", [row.id for row in spark.sql(sql).collect()], ranked[:K])
    assert_pushed(spark, sql)

    sql = (
        "SELECT id, dot_product(v, %s) AS score FROM t WHERE label = 'label 3'"
        " ORDER BY score DESC LIMIT %d" % (literal, K)
    )
    expected = [(i, scores[i]) for i in ranked if i % 5 == 3][:K]
    check("top-k of some rows", [tuple(row) for row in spark.sql(sql).collect()], expected)
    assert_pushed(spark, sql)

    sql = "SELECT id FROM vector_search(t, %s, k => %d, filter => label = 'label 3')" % (literal, K)
    check("vector_search", [row.id for row in spark.sql(sql).collect()], [i for i, _ in expected])
    assert_pushed(spark, sql)

    score = F.call_function("dot_product", F.col("v"), F.array(*[F.lit(x) for x in query]))
    actual = table.where(score > threshold).select("id").collect()
    check("threshold in Python", sorted(row.id for row in actual), above)

    if version >= (4, 2):
        sql = "SELECT id FROM t WHERE vector_inner_product(v, %s) > %s" % (literal, threshold)
        check("Spark's function", sorted(row.id for row in spark.sql(sql).collect()), above)
        assert_pushed(spark, sql)

    check("scan without vectors", table.agg(F.sum("id")).first()[0], ROWS * (ROWS - 1) // 2)
    check_joins(spark, path + "-joined")
    change_rows(spark, path, literal, threshold, scores)
    live_files(spark, path)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
