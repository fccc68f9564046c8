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
package io.vectordb.benchmarks;

import io.vectordb.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables on disk: the same rows as a table of vectordb and as Parquet, small tables being
 * beginnings of large ones.
 */
final class Tables {
  private final SparkSession spark;
  private final Vectors vectors;
  private final Path directory;

  /** How long it took to write a table; NaN if an earlier run has left it. */
  record WriteTimes(double generateSeconds, double vectordbSeconds, double parquetSeconds) {}

  Tables(SparkSession spark, Vectors vectors, Path data) {
    this.spark = spark;
    this.vectors = vectors;
    this.directory = data.resolve("dimension-" + vectors.dimension() + "-decay-" + vectors.decay());
  }

  Vectors vectors() {
    return vectors;
  }

  Path vectordb(int rows) {
    return directory.resolve("vectordb-" + rows);
  }

  Path parquet(int rows) {
    return directory.resolve("parquet-" + rows);
  }

  /** Where Spark SQL finds a table of vectordb. */
  static String vectordbView(int rows) {
    return "features_" + rows;
  }

  /** Where Spark SQL finds the rows in Parquet. */
  static String parquetView(int rows) {
    return "parquet_" + rows;
  }

  /** Writes what is not there yet, through Spark, and names it for Spark SQL. */
  WriteTimes create(int rows, boolean withParquet) throws IOException {
    Files.createDirectories(directory);
    boolean hasVectordb = Table.at(vectordb(rows).toString()).exists();
    boolean hasParquet = !withParquet || Files.exists(parquet(rows).resolve("_SUCCESS"));
    WriteTimes times =
        new WriteTimes(
            hasVectordb ? Double.NaN : write(rows, "noop", null),
            hasVectordb ? Double.NaN : write(rows, "vectordb", vectordb(rows)),
            hasParquet ? Double.NaN : write(rows, "parquet", parquet(rows)));
    spark
        .read()
        .format("vectordb")
        .load(vectordb(rows).toString())
        .createOrReplaceTempView(vectordbView(rows));
    if (withParquet) {
      spark.read().parquet(parquet(rows).toString()).createOrReplaceTempView(parquetView(rows));
    }
    return times;
  }

  private double write(int rows, String format, Path path) {
    Dataset<Row> data = vectors.rows(spark, rows);
    long start = System.nanoTime();
    if (path == null) {
      data.write().format(format).mode("overwrite").save();
    } else {
      data.write().format(format).mode("overwrite").save(path.toString());
    }
    return (System.nanoTime() - start) / 1e9;
  }

  void delete() throws IOException {
    FileUtils.deleteDirectory(directory.toFile());
  }
}
