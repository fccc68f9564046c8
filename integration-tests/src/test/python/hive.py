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
"""Tables of Spark's own catalog in a Hive metastore, as spark-sql and pyspark have them by default.

Run with a distribution's own spark-submit: spark-submit --jars <connector> hive.py <directory>
"""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

COLUMNS = "(id BIGINT, category STRING, feature ARRAY<FLOAT>)"
NAMES = ["id", "category", "feature"]


def check(name, actual, expected):
    assert actual == expected, "%s\n  actual:   %s\n  expected: %s" % (name, actual, expected)
    print("ok: " + name)


def error(statement):
    try:
        statement()
    except Exception as e:
        return str(e)
    raise AssertionError("no error")


def described(spark, table, what):
    rows = spark.sql("DESCRIBE EXTENDED " + table).where(F.col("col_name") == what).collect()
    return [row.data_type for row in rows]


def ids(spark, table):
    return sorted(row.id for row in spark.table(table).collect())


def created(spark, table, by, where):
    """CREATE TABLE, and rows by position, by name and by saveAsTable."""
    spark.sql("CREATE TABLE %s %s USING vectordb %s %s" % (table, COLUMNS, by, where))
    check(table + ": columns of an empty table", spark.table(table).columns, NAMES)
    spark.sql("INSERT INTO %s VALUES (1, 'a', array(1F, 2F)), (2, NULL, NULL)" % table)
    spark.sql("INSERT INTO %s (feature, id) VALUES (array(3F, 4F), 3)" % table)
    rows = spark.createDataFrame([(4, "b", [5.0, 6.0])], "id LONG, category STRING, feature ARRAY<FLOAT>")
    rows.write.format("vectordb").mode("append").saveAsTable(table)
    check(table + ": columns", spark.table(table).columns, NAMES)
    check(table + ": a row", tuple(spark.table(table).where("id = 1").first()), (1, "a", [1.0, 2.0]))
    check(table + ": rows", ids(spark, table), [1, 2, 3, 4])
    found = spark.sql("SELECT id FROM %s WHERE dot_product(feature, array(1F, 1F)) > 5" % table)
    check(table + ": a search", sorted(row.id for row in found.collect()), [3, 4])
    spark.sql("DELETE FROM %s WHERE category = 'b'" % table)
    spark.sql("INSERT OVERWRITE %s SELECT * FROM %s WHERE id < 3" % (table, table))
    check(table + ": rows that are left", ids(spark, table), [1, 2])
    spark.sql("ALTER TABLE %s SET TBLPROPERTIES ('note' = 'x')" % table)
    check(table + ": rows after ALTER TABLE", ids(spark, table), [1, 2])



def main(directory):
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    check("the catalog", spark.conf.get("spark.sql.catalogImplementation"), "hive")

    for kind, by in [("plain", ""), ("split", "PARTITIONED BY (category)")]:
        managed = kind + "_managed"
        created(spark, managed, by, "")
        place = described(spark, managed, "Location")[0].replace("file:", "")
        check(managed + ": files", os.path.isdir(place + "/data"), True)
        check(managed + ": type", described(spark, managed, "Type"), ["MANAGED"])
        spark.sql("ALTER TABLE %s RENAME TO %s_renamed" % (managed, managed))
        check(managed + ": rows after RENAME", ids(spark, managed + "_renamed"), [1, 2])
        place = described(spark, managed + "_renamed", "Location")[0].replace("file:", "")
        spark.sql("DROP TABLE %s_renamed" % managed)
        check(managed + ": nothing is left", os.path.exists(place), False)

        external = kind + "_external"
        path = os.path.join(directory, external)
        created(spark, external, by, "LOCATION '%s'" % path)
        check(external + ": type", described(spark, external, "Type"), ["EXTERNAL"])
        spark.sql("DROP TABLE " + external)
        check(external + ": files stay", spark.read.format("vectordb").load(path).count(), 2)
        for columns in ["", COLUMNS, COLUMNS + " USING vectordb " + by]:
            using = "" if "USING" in columns else "USING vectordb"
            spark.sql("CREATE TABLE %s %s %s LOCATION '%s'" % (external, columns, using, path))
            check(external + ": made again", spark.table(external).columns, NAMES)
            spark.sql("INSERT INTO %s VALUES (7, 'c', array(1F, 2F))" % external)
            spark.sql("DELETE FROM %s WHERE id = 7" % external)
            check(external + ": rows", ids(spark, external), [1, 2])
            spark.sql("DROP TABLE " + external)

        query = "SELECT id, concat('c', id %% 2) AS category, array(CAST(id AS FLOAT), 1F) AS feature FROM range(6)"
        copy = kind + "_copy"
        spark.sql("CREATE TABLE %s USING vectordb %s AS %s" % (copy, by, query.replace("%%", "%")))
        check(copy + ": columns", spark.table(copy).columns, NAMES)
        check(copy + ": a row", tuple(spark.table(copy).where("id = 5").first()), (5, "c1", [5.0, 1.0]))
        writer = spark.table(copy).write.format("vectordb").mode("overwrite")
        if by:
            writer = writer.partitionBy("category")
        writer.saveAsTable(copy + "_saved")
        check(copy + ": rows", ids(spark, copy + "_saved"), [0, 1, 2, 3, 4, 5])
        spark.sql("DROP TABLE " + copy + "_saved")
        spark.sql("DROP TABLE " + copy)

    message = error(lambda: spark.range(3).write.format("vectordb").bucketBy(2, "id").saveAsTable("b"))
    check("buckets name the way", "spark.sql.catalog.cat" in message, True)
    check("and leave nothing", [row.tableName for row in spark.sql("SHOW TABLES").collect()], [])
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
