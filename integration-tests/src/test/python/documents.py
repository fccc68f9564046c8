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
"""The examples of pages that are in Python, and their SQL between them.

Run with a distribution's own interpreter: documents.py <connector's jar> <folder of programs>
A program is called as its page is, with + for /. Prints one line for each, "ok: " and the page, or "failed: ", the page,
the line and the error.
"""

import os
import sys
import traceback

from pyspark.sql import SparkSession


def run(spark, page, program):
    """Runs the program of a page. Returns where and how it failed, or nothing."""
    names = {"spark": spark, "runSql": lambda statement: spark.sql(statement).collect()}
    try:
        exec(compile(program, page, "exec"), names)
        for query in spark.streams.active:
            query.processAllAvailable()
        # This fails if a query has failed before, which is not active any more.
        spark.streams.awaitAnyTermination(0.001)
    except SyntaxError as e:
        return "%s:%s: %s" % (page, e.lineno, e)
    except Exception as e:
        traceback.print_exc()
        lines = [f.lineno for f in traceback.extract_tb(e.__traceback__) if f.filename == page]
        return "%s:%s: %s: %s" % (page, lines[-1] if lines else 0, type(e).__name__, e)


def main(jar, folder):
    settings = {
        "spark.jars": jar,
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
    }
    spark = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    for number, name in enumerate(sorted(os.listdir(folder))):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            program = file.read()
        session = spark.newSession()
        session.sql("CREATE DATABASE page%d" % number)
        session.sql("USE page%d" % number)
        page = name.replace("+", "/")
        failure = run(session, page, program)
        print("\n" + ("failed: " + failure if failure else "ok: " + page), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
