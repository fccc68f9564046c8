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

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.vectordb.spark.ml.HogFeaturizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Finds images that look alike: reads a folder of images with Spark, describes each by a feature
 * vector, keeps the vectors in a vectordb table and asks the table in SQL.
 */
@Command(
    name = "image-search",
    description = "Finds images that look like a query image.",
    showDefaultValues = true,
    sortOptions = false)
public final class ImageSearch implements Callable<Integer> {
  private static final String THRESHOLD_QUERY =
      """
      SELECT id, category, path, dot_product(feature, :query) AS score
      FROM features
      WHERE dot_product(feature, :query) > :threshold
      ORDER BY score DESC""";

  private static final String TOP_QUERY =
      """
      SELECT id, category, path, dot_product(feature, :query) AS score
      FROM features
      ORDER BY dot_product(feature, :query) DESC
      LIMIT :k""";

  /** Enough runs for the middle one to be a time of compiled code. */
  private static final int WARM_RUNS = 21;

  @Option(
      names = "--images",
      paramLabel = "FOLDER",
      description = "Folder of PNG and JPEG images; the name of the inner folder is the category.")
  private String images = "examples/target/emoji";

  @Option(
      names = "--query",
      paramLabel = "IMAGE",
      description = "The image to look for: its name in the table (cat, dog, ...), or a file.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private String query;

  @Option(names = "--threshold", description = "Least dot product of a match.")
  private double threshold = 0.8;

  @Option(names = "--k", description = "How many of the most similar images to show.")
  private int k = 12;

  @Option(names = "--table", paramLabel = "FOLDER", description = "Where the table is written.")
  private String table = "target/image-search/table";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Picture of the query and its matches.")
  private Path output = Path.of("target/image-search/matches.png");

  @Option(
      names = "--keep",
      description = "Search the table that an earlier run wrote; do not read the images again.")
  private boolean keep;

  @SuppressWarnings("UnusedVariable") // picocli looks at it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this list.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private boolean help;

  private final PrintStream out = System.out;
  private final HogFeaturizer featurizer =
      new HogFeaturizer().setInputCol("content").setOutputCol("feature").setHandleInvalid("skip");

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return new CommandLine(new ImageSearch())
        // A script that runs the example may set an option that the user then sets again.
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (error, commandLine, result) -> {
              commandLine.getErr().println(error.getMessage());
              return commandLine.getCommandSpec().exitCodeOnExecutionException();
            })
        .execute(args);
  }

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = ImageFiles.session("vectordb image search")) {
      spark.sparkContext().setLogLevel("ERROR");
      search(spark);
    }
    return 0;
  }

  void search(SparkSession spark) throws IOException {
    if (!keep) {
      write(spark);
    }
    Dataset<Row> features = spark.read().format("vectordb").load(table);
    features.createOrReplaceTempView("features");
    long rows = features.count();

    QueryImage image = queryImage(spark);
    float[] vector = featurizer.features(image.bytes);
    Dataset<Row> matches =
        spark.sql(THRESHOLD_QUERY, Map.of("query", vector, "threshold", threshold));
    Dataset<Row> top = spark.sql(TOP_QUERY, Map.of("query", vector, "k", k));

    out.printf(
        "%n%s%n%n  :query = '%s', :threshold = %s%n%n", THRESHOLD_QUERY, image.name, threshold);
    List<Match> above = Match.of(matches.collectAsList());
    print(above);
    out.printf("%n%s%n%n  :query = '%s', :k = %d%n%n", TOP_QUERY, image.name, k);
    List<Match> best = Match.of(top.collectAsList());
    print(best);

    out.println("\nWhat the scan does itself, from explain():\n");
    printScan("threshold", matches);
    printScan("top k    ", top);
    printSpeed(spark, vector, rows);

    List<String> captions =
        List.of("%,d of %,d images score".formatted(above.size(), rows), "above " + threshold);
    ContactSheet sheet = new ContactSheet(image.name, image.bytes, captions);
    for (Match match : best) {
      sheet.add(match.id(), match.score(), ImageFiles.bytes(spark, match.path()));
    }
    sheet.write(output);
    out.printf("%nThe matches as a picture: %s%n", output.toAbsolutePath());
    if (!ContactSheet.hasLabels()) {
      out.println("No font is installed: its images have no names, but the order of the table.");
    }
  }

  /** Images in, table out: read, described and written in parallel, category by category. */
  private void write(SparkSession spark) {
    out.printf(
        "Reading the images of %s on %d cores%n",
        images, spark.sparkContext().defaultParallelism());
    Dataset<Row> features =
        featurizer
            .transform(ImageFiles.read(spark, images))
            .select("id", "category", "path", "feature")
            // Else each task writes a file of its own into each category.
            .hint("rebalance", col("category"));
    ReadProgress progress = new ReadProgress(out);
    spark.sparkContext().addSparkListener(progress);
    long start = System.nanoTime();
    features
        .write()
        .format("vectordb")
        .mode(SaveMode.Overwrite)
        .partitionBy("category")
        .option("vectorColumn", "feature")
        .save(table);
    spark.sparkContext().removeSparkListener(progress);
    out.printf(
        "Described by %d floats each and written to %s in %.1f s%n",
        featurizer.dimension(), table, (System.nanoTime() - start) / 1e9);
  }

  private QueryImage queryImage(SparkSession spark) throws IOException {
    if (query != null && Files.isRegularFile(Path.of(query))) {
      Path file = Path.of(query);
      return new QueryImage(file.getFileName().toString(), Files.readAllBytes(file));
    }
    // The cat, if the user has not said and there is one; else whatever image comes first.
    String name = query == null ? "cat" : query;
    List<Row> found =
        spark
            .sql(
                "SELECT id, path FROM features ORDER BY id <> :name, levenshtein(id, :name), path"
                    + " LIMIT 5",
                Map.of("name", name))
            .collectAsList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no image in %s; name a folder with --images".formatted(images));
    }
    Row first = found.get(0);
    if (query != null && !first.getString(0).equals(query)) {
      List<String> nearest = new ArrayList<>();
      found.forEach(row -> nearest.add(row.getString(0)));
      throw new IllegalArgumentException(
          "no image is called '%s', and no file either; near it are %s"
              .formatted(query, String.join(", ", nearest)));
    }
    return new QueryImage(first.getString(0), ImageFiles.bytes(spark, first.getString(1)));
  }

  private void print(List<Match> matches) {
    matches.forEach(
        match -> out.printf("  %.4f  %-32s %s%n", match.score(), match.id(), match.category()));
    out.printf("  %d rows%n", matches.size());
  }

  private void printScan(String name, Dataset<Row> data) {
    data.queryExecution()
        .executedPlan()
        .toString()
        .lines()
        .filter(line -> line.contains("Scan "))
        .findFirst() // a plan that has run shows its first form too
        .map(line -> line.replaceFirst("^[^A-Za-z]+", ""))
        .ifPresent(line -> out.printf("  %s  %s%n", name, line));
  }

  /** The rate of the scan: the query without its sort, planned once and run again and again. */
  private void printSpeed(SparkSession spark, float[] vector, long rows) {
    Dataset<Row> scan =
        spark
            .table("features")
            .select(call_function("dot_product", col("feature"), lit(vector)).as("score"))
            .where(col("score").gt(threshold));
    List<Long> nanos = new ArrayList<>();
    for (int run = 0; run < WARM_RUNS; run++) {
      long start = System.nanoTime();
      scan.collectAsList();
      nanos.add(System.nanoTime() - start);
    }
    nanos.sort(null);
    double seconds = nanos.get(WARM_RUNS / 2) / 1e9;
    out.printf(
        "%nScan, warm: %,d rows in %.1f ms = %,.0f rows/s (so few rows: mostly starting a job)%n",
        rows, seconds * 1e3, rows / seconds);
  }

  private static final class QueryImage {
    private final String name;
    private final byte[] bytes;

    QueryImage(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }
  }

  private record Match(String id, String category, String path, double score) {
    static List<Match> of(List<Row> rows) {
      return rows.stream()
          .map(
              row ->
                  new Match(row.getString(0), row.getString(1), row.getString(2), row.getDouble(3)))
          .toList();
    }
  }
}
