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
package io.vectordb.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.split;

import java.io.IOException;
import java.io.InputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Images in folders that Spark reads. */
final class ImageFiles {
  private ImageFiles() {}

  /** A session that reads many small files in parallel. */
  static SparkSession session(String name) {
    // spark-submit has its own idea of the master; without it, this machine is the cluster.
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", "local[*]")
            .setIfMissing("spark.ui.enabled", "false")
            // Small files: else each counts as 4 MB, and a task gets no more than 32 of them.
            .setIfMissing("spark.sql.files.openCostInBytes", "65536")
            // More tasks than cores, so that there is progress to see.
            .setIfMissing("spark.sql.files.minPartitionNum", "16");
    return SparkSession.builder().appName(name).config(conf).getOrCreate();
  }

  /**
   * The PNG and JPEG images of a folder and those in it: {@code path}, {@code content}, {@code
   * category}, which is the inner folder's name, and {@code id}, which is the file's without its
   * ending.
   */
  static Dataset<Row> read(SparkSession spark, String folder) {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", "*.{png,PNG,jpg,JPG,jpeg,JPEG}")
        .load(folder)
        .withColumn("category", element_at(split(col("path"), "/"), lit(-2)))
        .withColumn(
            "id", regexp_replace(element_at(split(col("path"), "/"), lit(-1)), "\\.\\w+$", ""));
  }

  /** The content of one image. */
  static byte[] bytes(SparkSession spark, String path) throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
    try (InputStream in = file.getFileSystem(spark.sessionState().newHadoopConf()).open(file)) {
      return in.readAllBytes();
    }
  }
}
