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
"""Joins by NEAREST BY and by a threshold, as PySpark users write them, in Spark and through Spark Connect.

Run with a distribution's own interpreter: joins.py <connector's jar> <empty directory>
"""

import os
import random
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, FloatType, LongType, StructField, StructType

DIMENSION = 24
LEFT = 30
RIGHT = 90
K = 4

SCHEMA = StructType([StructField("id", LongType()), StructField("v", ArrayType(FloatType()))])


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def random_rows(rng, count):
    """Sixteenths: products and sums are exact, so that Python's answer is the answer."""
    return [(i, [rng.randrange(-63, 64) / 16 for _ in range(DIMENSION)]) for i in range(count)]


def check(name, actual, expected):
    assert actual == expected, "%s\n  actual:   %s\n  expected: %s" % (name, actual, expected)
    print("ok: " + name)


def rows_of(data):
    return sorted(tuple(row) for row in data.collect())


def check_joins(spark, path):
    """A table of vectordb with rows of another source; 4.1 has no NEAREST BY."""
    rng = random.Random(20260102)
    left, right = random_rows(rng, LEFT), random_rows(rng, RIGHT)
    pairs = {(i, j): dot(a, b) for i, a in left for j, b in right}
    spark.createDataFrame(right, SCHEMA).repartition(3).write.format("vectordb").save(path)
    spark.read.format("vectordb").load(path).createOrReplaceTempView("features")
    spark.createDataFrame(left, SCHEMA).createOrReplaceTempView("queries")
    score = F.call_function("dot_product", F.col("a.v"), F.col("b.v"))
    a, b = spark.table("queries").alias("a"), spark.table("features").alias("b")

    threshold = sorted(pairs.values())[-100]
    above = sorted((i, j, s) for (i, j), s in pairs.items() if s >= threshold)
    sql = (
        "SELECT a.id, b.id, dot_product(a.v, b.v) FROM queries a JOIN features b"
        " ON dot_product(a.v, b.v) >= %s" % threshold
    )
    check("threshold join in SQL", rows_of(spark.sql(sql)), above)
    joined = a.join(b, score >= threshold).select("a.id", "b.id", score)
    check("threshold join in Python", rows_of(joined), above)
    semi = a.join(b, score >= threshold, "left_semi").select("a.id")
    check("threshold semi join", rows_of(semi), sorted({(i,) for i, _, _ in above}))

    if tuple(int(part) for part in spark.version.split(".")[:2]) < (4, 2):
        return
    ranked = {i: sorted(range(RIGHT), key=lambda j: (-pairs[i, j], j))[:K] for i, _ in left}
    nearest = sorted((i, j, pairs[i, j]) for i in ranked for j in ranked[i])
    sql = (
        "SELECT a.id, b.id, dot_product(a.v, b.v) FROM queries a JOIN features b"
        " EXACT NEAREST %d BY SIMILARITY dot_product(a.v, b.v)" % K
    )
    check("NEAREST BY in SQL", rows_of(spark.sql(sql)), nearest)
    joined = a.nearestByJoin(b, score, K, "exact", "similarity", joinType="leftouter")
    check("NEAREST BY in Python", rows_of(joined.select("a.id", "b.id", score)), nearest)


def main(jar, directory):
    # Only so is its port a free one, whatever else runs on this machine.
    os.environ["SPARK_TESTING"] = "1"
    builder = SparkSession.builder.remote("local[2]")
    for key, value in {
        "spark.jars": jar,
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "2",
    }.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    check_joins(spark, directory + "/features")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
