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

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Two sides of a join, as tables of vectordb and as Parquet files, both written through Spark, with
 * columns {@code id} and {@code feature}. The left rows are of the same kind as the right ones, but
 * others.
 */
final class JoinData {
  static final String PLAN = "spark.vectordb.join.plan";
  static final String SPARKS_PLAN = "none";

  private static final String PARQUET = "parquet";
  private static final String VECTORDB = "vectordb";

  private final SparkSession spark;
  private final DataSet source;
  private final int leftRows;
  private final int rightRows;
  private final Path directory;
  private final Dataset<Row> left;
  private final Dataset<Row> right;

  private JoinData(
      SparkSession spark,
      DataSet source,
      int leftRows,
      int rightRows,
      Path directory,
      Dataset<Row> left,
      Dataset<Row> right) {
    this.spark = spark;
    this.source = source;
    this.leftRows = leftRows;
    this.rightRows = rightRows;
    this.directory = directory;
    this.left = left;
    this.right = right;
  }

  /** Writes both sides. */
  static JoinData create(
      SparkSession spark,
      DataSet source,
      int leftRows,
      int rightRows,
      Path parent,
      Console console) {
    Path directory = parent.resolve(source.dimension() + "-" + leftRows + "-" + rightRows);
    console.progress(
        String.format("Writing %,d and %,d rows of %d", leftRows, rightRows, source.dimension()));
    for (String format : new String[] {VECTORDB, PARQUET}) {
      write(spark, new Others(source, rightRows), leftRows, format, directory, "left");
      write(spark, source, rightRows, format, directory, "right");
    }
    Dataset<Row> left = read(spark, VECTORDB, directory, "left");
    Dataset<Row> right = read(spark, VECTORDB, directory, "right");
    return new JoinData(spark, source, leftRows, rightRows, directory, left, right);
  }

  /** The rows of a source after the first ones. */
  private record Others(VectorSource source, int first) implements VectorSource {
    @Override
    public int dimension() {
      return source.dimension();
    }

    @Override
    public Reader open() {
      Reader reader = source.open();
      return (id, vector) -> reader.read(first + id, vector);
    }
  }

  private static void write(
      SparkSession spark,
      VectorSource source,
      int rows,
      String format,
      Path directory,
      String side) {
    StoredTable.features(spark, source, rows)
        .write()
        .format(format)
        .mode("overwrite")
        .save(path(format, directory, side));
  }

  private static Dataset<Row> read(SparkSession spark, String format, Path directory, String side) {
    return spark.read().format(format).load(path(format, directory, side));
  }

  private static String path(String format, Path directory, String side) {
    return directory.resolve(side + "." + format).toString();
  }

  /** The first rows of both sides. */
  JoinData slice(int leftCount, int rightCount) {
    return new JoinData(
        spark,
        source,
        leftCount,
        rightCount,
        directory,
        left.where(col("id").lt(leftCount)),
        right.where(col("id").lt(rightCount)));
  }

  void cache(StorageLevel level) {
    left.persist(level).count();
    right.persist(level).count();
  }

  /** Each left row with the {@code k} right rows of the largest dot products. */
  Dataset<Row> nearest(int k) {
    return nearest(left, right, "dot_product", k);
  }

  /** The same from Parquet files. */
  Dataset<Row> nearestOfParquet(int k) {
    return nearest(
        read(spark, PARQUET, directory, "left"),
        read(spark, PARQUET, directory, "right"),
        "dot_product",
        k);
  }

  /** The same with Spark's own function. */
  Dataset<Row> nearestByBuiltin(int k) {
    return nearest(left, right, "vector_inner_product", k);
  }

  private static Dataset<Row> nearest(
      Dataset<Row> left, Dataset<Row> right, String function, int k) {
    return left.as("a")
        .nearestByJoin(right.as("b"), score(function), k, "exact", "similarity")
        .select(col("a.id").as("left_id"), col("b.id").as("right_id"), score(function).as("score"));
  }

  /** Pairs of right rows, each once, whose dot product exceeds a threshold. */
  Dataset<Row> selfJoin(double threshold) {
    Column isPair = col("a.id").lt(col("b.id"));
    return right
        .as("a")
        .join(right.as("b"), score("dot_product").gt(threshold).and(isPair))
        .select(
            col("a.id").as("left_id"),
            col("b.id").as("right_id"),
            score("dot_product").as("score"));
  }

  private static Column score(String function) {
    return call_function(function, col("a.feature"), col("b.feature"));
  }

  /** The scores of the worst of the {@code k} best, for the first {@code count} left rows. */
  double[] lowestScores(int count, int k) {
    return slice(count, rightRows)
        .nearest(k)
        .groupBy("left_id")
        .min("score")
        .orderBy("left_id")
        .collectAsList()
        .stream()
        .mapToDouble(row -> row.getDouble(1))
        .toArray();
  }

  /** The largest dot product among the first {@code count} right rows. */
  double rareScore(int count) {
    float[][] rows = new float[count][source.dimension()];
    try (VectorSource.Reader reader = source.open()) {
      for (int id = 0; id < count; id++) {
        reader.read(id, rows[id]);
      }
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < a; b++) {
        double product = 0;
        for (int i = 0; i < source.dimension(); i++) {
          product += rows[a][i] * (double) rows[b][i];
        }
        largest = Math.max(largest, product);
      }
    }
    return largest;
  }

  /** Both sides as bare floats. */
  RawVectors rawLeft(Path file) throws Exception {
    return RawVectors.write(new Others(source, rightRows), leftRows, file);
  }

  RawVectors rawRight(Path file) throws Exception {
    return RawVectors.write(source, rightRows, file);
  }

  String description() {
    return source.description();
  }

  int dimension() {
    return source.dimension();
  }

  int leftRows() {
    return leftRows;
  }

  int rightRows() {
    return rightRows;
  }

  void delete() throws IOException {
    FileUtils.deleteDirectory(directory.toFile());
  }
}
