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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Score functions that Spark evaluates row by row, ours beside its own, over Parquet and cached.
 */
@Command(
    name = "row-scores",
    mixinStandardHelpOptions = true,
    description = "Evaluates score functions row by row, beside Spark's own functions.")
final class RowScoresBenchmark implements Callable<Integer> {
  /** Rows that a query finds are about this share of all. */
  private static final int ROWS_PER_HIT = 1000;

  /** No wider gap between two scores is looked for among fewer of them. */
  private static final int GAPS = 50;

  private static final String VIEW = "vectors";

  @Spec private CommandSpec spec;
  @Mixin private final RowScoresSettings settings = new RowScoresSettings();

  /** The command line. */
  static final class RowScoresSettings extends CommonSettings {
    @Option(
        names = "--dimensions",
        split = ",",
        description = "Elements of a vector (default: ${DEFAULT-VALUE}).")
    List<Integer> dimensions = List.of(1024, 128);

    @Option(
        names = "--rows",
        description =
            "Rows of 1024 dimensions; fewer dimensions get more (default: ${DEFAULT-VALUE}).")
    int rows = 200_000;

    @Option(names = "--runs", description = "Rounds after the first (default: ${DEFAULT-VALUE}).")
    int runs = 7;
  }

  /** A function of ours and the one of Spark that it stands beside. */
  private enum Pair {
    DOT("dot_product", "vector_inner_product", ">"),
    DISTANCE("euclidean_distance", "vector_l2_distance", "<"),
    COSINE("cosine_similarity", "vector_cosine_similarity", ">");

    private final String ours;
    private final String sparks;
    private final String comparison;

    Pair(String ours, String sparks, String comparison) {
      this.ours = ours;
      this.sparks = sparks;
      this.comparison = comparison;
    }
  }

  @Override
  public Integer call() throws Exception {
    Console console = new Console(spec);
    TextTable table =
        new TextTable(
            3,
            "vectors",
            "relation",
            "query",
            "median ms",
            "million rows/s",
            "speed by Spark's function");
    try (SparkSession spark = settings.spark()) {
      for (int dimension : settings.dimensions) {
        measure(spark, dimension, console, table);
      }
    }
    String report =
        String.format(
            Locale.ROOT,
            "# Scores row by row%n%n    %s%n%n%s%n%nMedians of %d rounds, in which all queries take"
                + " turns; ratios are medians of those of the rounds. Reading: the vectors, without"
                + " a score.%n%n%s",
            console.command(),
            Machine.here(),
            settings.runs,
            table);
    console.print(report);
    if (settings.writeResults) {
      console.write(report, "RESULTS-ROW-SCORES.md");
    }
    return 0;
  }

  private void measure(SparkSession spark, int dimension, Console console, TextTable table)
      throws IOException {
    int rows = Math.toIntExact(settings.rows * 1024L / dimension);
    Vectors vectors = new Vectors(dimension, 0.5);
    Path path = settings.data.resolve("row-scores-" + dimension);
    try {
      console.progress("Writing " + rows + " rows of " + dimension);
      vectors.rows(spark, rows).write().mode("overwrite").parquet(path.toString());
      for (boolean isCached : new boolean[] {true, false}) {
        Dataset<Row> relation = spark.read().parquet(path.toString());
        if (isCached) {
          relation.cache().count();
        }
        relation.createOrReplaceTempView(VIEW);
        String label = isCached ? "cached" : "Parquet";
        console.progress(dimension + " dimensions, " + label);
        measure(spark, vectors.query(), rows, dimension, label, table);
        if (isCached) {
          relation.unpersist(true);
        }
      }
    } finally {
      FileUtils.deleteDirectory(path.toFile());
    }
  }

  private void measure(
      SparkSession spark,
      float[] query,
      int rows,
      int dimension,
      String relation,
      TextTable table) {
    List<String> queries = new ArrayList<>();
    queries.add("SELECT count(*) FROM " + VIEW + " WHERE vectors.feature[0] > 2");
    for (Pair pair : Pair.values()) {
      String threshold = threshold(spark, pair, query, rows);
      for (String function : List.of(pair.sparks, pair.ours)) {
        queries.add(
            "SELECT count(*) FROM "
                + VIEW
                + " WHERE "
                + function
                + "(feature, :q) "
                + pair.comparison
                + threshold);
      }
    }
    double[][] millis = new double[queries.size()][settings.runs];
    long[] found = new long[queries.size()];
    for (int round = -2; round < settings.runs; round++) {
      for (int q = 0; q < queries.size(); q++) {
        long start = System.nanoTime();
        found[q] = spark.sql(queries.get(q), Map.of("q", query)).as(Encoders.LONG()).head();
        if (round >= 0) {
          millis[q][round] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    String size = String.format(Locale.ROOT, "%,d x %d", rows, dimension);
    add(table, size, relation, "reading", rows, millis[0], millis[0], false);
    for (Pair pair : Pair.values()) {
      int sparks = 1 + 2 * pair.ordinal();
      if (found[sparks] != found[sparks + 1]) {
        throw new IllegalStateException(
            pair.ours
                + " finds "
                + found[sparks + 1]
                + " rows, "
                + pair.sparks
                + " "
                + found[sparks]);
      }
      add(table, size, relation, pair.sparks, rows, millis[sparks], millis[sparks], false);
      add(table, size, relation, pair.ours, rows, millis[sparks + 1], millis[sparks], true);
    }
  }

  private static void add(
      TextTable table,
      String size,
      String relation,
      String query,
      int rows,
      double[] millis,
      double[] sparks,
      boolean isOurs) {
    double[] ratios = new double[millis.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = sparks[i] / millis[i];
    }
    double median = Samples.median(millis);
    table.add(
        size,
        relation,
        query,
        String.format(Locale.ROOT, "%.1f", median),
        String.format(Locale.ROOT, "%.2f", rows / median / 1000),
        isOurs ? String.format(Locale.ROOT, "%.2f", Samples.median(ratios)) : "");
  }

  /** In the widest gap near the wanted place, so that sums of 32-bit floats find the same rows. */
  private static String threshold(SparkSession spark, Pair pair, float[] query, int rows) {
    boolean isDescending = pair.comparison.equals(">");
    double[] scores =
        spark
            .sql(
                "SELECT "
                    + pair.ours
                    + "(feature, :q) AS score FROM "
                    + VIEW
                    + " ORDER BY score "
                    + (isDescending ? "DESC" : "ASC")
                    + " LIMIT "
                    + 2 * (rows / ROWS_PER_HIT + GAPS),
                Map.of("q", query))
            .as(Encoders.DOUBLE())
            .collectAsList()
            .stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    Arrays.sort(scores);
    int middle = scores.length / 2;
    int widest = middle;
    for (int i = middle - GAPS; i < middle + GAPS; i++) {
      if (scores[i + 1] - scores[i] > scores[widest + 1] - scores[widest]) {
        widest = i;
      }
    }
    return Float.toString((float) ((scores[widest] + scores[widest + 1]) / 2)) + "F";
  }
}
