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
"""What a PySpark user sees of an error: a class and a condition of Spark's, and a short message.

Run with a distribution's own interpreter:
errors.py classic|connect <connector's jar> <empty directory>
"""

import glob
import os
import sys

from pyspark.errors import (
    AnalysisException,
    PySparkException,
    SparkRuntimeException,
    StreamingQueryException,
)
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

LONGEST = 600
failures = []


def check(name, error_class, condition, part, action, longest=LONGEST):
    """`action` fails by an error of this class and condition, whose message has this part."""
    try:
        action()
        problem = "nothing was raised"
    except PySparkException as e:
        message = str(e)
        problem = ", ".join(
            text
            for text, wrong in [
                ("class %s" % type(e), not isinstance(e, error_class)),
                ("condition %s" % e.getCondition(), e.getCondition() != condition),
                ("no %r" % part, part not in message),
                ("%d characters" % len(message), len(message) >= longest),
                ("does not begin with it", not message.startswith("[%s] " % condition)),
                ("no SQLSTATE", len(e.getSqlState() or "") != 5),
            ]
            if wrong
        )
        if problem:
            problem += ": " + message[:1500]
    except Exception as e:
        problem = "%s: %s" % (type(e), str(e)[:1500])
    print("%s: %s" % (name, problem or "ok"))
    if problem:
        failures.append(name)


def session(mode, jar, directory):
    if mode == "classic":
        builder = SparkSession.builder.master("local[2]")
    else:
        # Only so is its port a free one, whatever else runs on this machine.
        os.environ["SPARK_TESTING"] = "1"
        builder = SparkSession.builder.remote("local[2]")
    settings = {
        "spark.jars": jar,
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
        # Connect shows the server's stack of every error otherwise.
        "spark.sql.connect.serverStacktrace.enabled": "false",
        "spark.sql.pyspark.jvmStacktrace.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": directory + "/spark-warehouse",
        "spark.sql.catalog.cat": "io.vectordb.spark.catalog.VectorCatalog",
        "spark.sql.catalog.cat.warehouse": directory + "/warehouse",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def main(mode, jar, directory):
    spark = session(mode, jar, directory)
    path = directory + "/table"

    def rows(first, last, vector="array(float(id), 1F)"):
        return spark.range(first, last).selectExpr("id", "%s AS v" % vector)

    def save(data, where, write_mode="append", **options):
        data.write.format("vectordb").mode(write_mode).options(**options).save(where)

    def load(where=path, **options):
        return spark.read.format("vectordb").options(**options).load(where)

    save(rows(0, 10).coalesce(1), path)
    load().createOrReplaceTempView("t")
    spark.sql("CREATE NAMESPACE cat.n")
    spark.sql("CREATE TABLE cat.n.t (id BIGINT NOT NULL, v ARRAY<FLOAT>)")
    spark.sql("INSERT INTO cat.n.t SELECT id, array(float(id), 1F) FROM range(10)")

    option = "VECTORDB_OPTION_INVALID"
    check(
        "an unknown option",
        AnalysisException,
        option,
        "Did you mean 'versionAsOf'",
        lambda: load(versionAsof2="1").collect(),
    )
    check(
        "an option's value",
        AnalysisException,
        option,
        "rowsPerFile",
        lambda: save(rows(0, 1), path, rowsPerFile="many"),
    )
    check(
        "an option's columns",
        AnalysisException,
        option,
        "mergeKeys",
        lambda: save(rows(0, 1), path, mergeKeys="key"),
    )
    dimension = "VECTORDB_DIMENSION_MISMATCH"
    check(
        "a filter by a vector of another dimension",
        AnalysisException,
        dimension,
        "dimension 2",
        lambda: spark.sql("SELECT id FROM t WHERE dot_product(v, array(1F)) > 0").collect(),
    )
    check(
        "a top-k by a vector of another dimension",
        AnalysisException,
        dimension,
        "dimension 2",
        lambda: spark.sql(
            "SELECT id FROM t ORDER BY dot_product(v, array(1F, 2F, 3F)) DESC LIMIT 3"
        ).collect(),
    )
    check(
        "a written row of another dimension",
        SparkRuntimeException,
        dimension,
        "dimension 3",
        lambda: save(rows(0, 1, "array(1F, 2F, 3F)"), path),
    )
    check(
        "columns of different dimensions",
        SparkRuntimeException,
        dimension,
        "dot_product",
        lambda: spark.range(2)
        .select(F.call_function("dot_product", F.expr("array(1F * id)"), F.expr("array(1F, id)")))
        .collect(),
    )
    check(
        "bytes that are no vector",
        SparkRuntimeException,
        "VECTORDB_VALUE_INVALID",
        "multiple of 4",
        lambda: spark.range(2).selectExpr("vector_unpack(cast(string(id) AS binary))").collect(),
    )
    check(
        "written rows with equal keys",
        SparkRuntimeException,
        "VECTORDB_VALUE_INVALID",
        "same keys",
        lambda: save(rows(0, 2).union(rows(0, 2)), path, mergeKeys="id"),
    )
    check(
        "vectors that partition a table",
        AnalysisException,
        "VECTORDB_COLUMN_INVALID",
        "cannot partition",
        lambda: rows(0, 1).write.format("vectordb").partitionBy("v").save(directory + "/v"),
    )
    check(
        "a column that holds no vectors",
        AnalysisException,
        "VECTORDB_COLUMN_INVALID",
        "ARRAY<FLOAT>",
        lambda: save(rows(0, 1), directory + "/i", vectorColumn="id"),
    )
    check(
        "an argument that is no vector",
        AnalysisException,
        "VECTORDB_ARGUMENT_INVALID",
        "STRING",
        lambda: spark.sql("SELECT dot_product(v, 'text') FROM t").collect(),
    )
    check(
        "a missing path",
        AnalysisException,
        "PATH_NOT_FOUND",
        "/nowhere",
        lambda: load(directory + "/nowhere").collect(),
    )
    check(
        "a path at which something is",
        AnalysisException,
        "PATH_ALREADY_EXISTS",
        path,
        lambda: save(rows(0, 1), path, "error"),
    )
    check(
        "a missing table",
        AnalysisException,
        "TABLE_OR_VIEW_NOT_FOUND",
        "nothing",
        lambda: spark.sql("SELECT * FROM cat.n.nothing").collect(),
    )
    check(
        "a table that exists",
        AnalysisException,
        "TABLE_OR_VIEW_ALREADY_EXISTS",
        "t",
        lambda: spark.sql("CREATE TABLE cat.n.t (id BIGINT)"),
    )
    check(
        "another provider",
        AnalysisException,
        "VECTORDB_INVALID_OPERATION",
        "USING vectordb",
        lambda: spark.sql("CREATE TABLE cat.n.p (id BIGINT) USING parquet"),
    )
    check(
        "a missing procedure",
        AnalysisException,
        "ROUTINE_NOT_FOUND",
        "system",
        lambda: spark.sql("CALL cat.system.shrink('n.t')"),
    )
    check(
        "a procedure's table",
        AnalysisException,
        "TABLE_OR_VIEW_NOT_FOUND",
        "n.u",
        lambda: spark.sql("CALL cat.system.compact('n.u')"),
    )
    check(
        "a procedure's argument",
        AnalysisException,
        "VECTORDB_ARGUMENT_INVALID",
        "0 to 1",
        lambda: spark.sql("CALL cat.system.compact(table => 'n.t', deleted_share => 7.0)"),
    )
    version = "VECTORDB_VERSION_NOT_FOUND"
    check(
        "a version that does not exist",
        AnalysisException,
        version,
        "go up to",
        lambda: load(versionAsOf="7").collect(),
    )
    check(
        "a catalog's version that does not exist",
        AnalysisException,
        version,
        "go up to",
        lambda: spark.sql("SELECT * FROM cat.n.t VERSION AS OF 7").collect(),
    )
    check(
        "a time before the table",
        AnalysisException,
        version,
        "oldest version",
        lambda: load(timestampAsOf="2001-01-01").collect(),
    )
    check(
        "a write to an older version",
        AnalysisException,
        "VECTORDB_INVALID_OPERATION",
        "versionAsOf",
        lambda: save(rows(0, 1), path, versionAsOf="0"),
    )

    old = load()
    old.count()
    save(rows(10, 20), path)
    check(
        "rows of a version that others have replaced",
        SparkRuntimeException,
        "VECTORDB_CONCURRENT_CHANGE",
        "by now it is at version",
        lambda: save(old, path),
    )

    def damaged(name, damage):
        where = directory + "/" + name
        save(rows(0, 10).coalesce(1), where)
        data = load(where)
        (file,) = [f for f in glob.glob(where + "/data/**", recursive=True) if os.path.isfile(f)]
        damage(file)
        check(
            name,
            SparkRuntimeException,
            "VECTORDB_TABLE_DAMAGED",
            file,
            lambda: data.collect(),
        )

    def flip(file):
        with open(file, "r+b") as f:
            content = bytearray(f.read())
            content[len(content) // 2] ^= 1
            f.seek(0)
            f.write(content)

    damaged("missing_file", os.remove)
    damaged("damaged_file", flip)
    damaged("short_file", lambda file: os.truncate(file, 100))

    query = (
        spark.readStream.format("vectordb")
        .option("startingVersion", "99")
        .load(path)
        .writeStream.format("noop")
        .option("checkpointLocation", directory + "/checkpoint")
        .start()
    )
    check(
        "a stream from a version that does not exist",
        StreamingQueryException,
        "STREAM_FAILED",
        "VECTORDB_OPTION_INVALID",
        lambda: query.awaitTermination(60),
        # Spark adds the plan.
        longest=2 * LONGEST,
    )

    print("%d failures" % len(failures))
    assert not failures, failures
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
