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
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.vectordb.spark.ml.HogFeaturizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Finds images that are nearly the same: describes the images of several vendors by feature
 * vectors, joins the table with itself by their similarity, says how well that finds what the
 * vendors call by the same name, and makes groups of what is alike.
 */
@Command(
    name = "deduplicate",
    description = "Finds images that are nearly the same.",
    showDefaultValues = true,
    sortOptions = false)
public final class Deduplicate implements Callable<Integer> {
  private static final String PAIRS =
      """
      SELECT a.vendor, a.name, b.vendor AS other_vendor, b.name AS other_name,
        dot_product(a.feature, b.feature) AS score
      FROM features a JOIN features b
      ON dot_product(a.feature, b.feature) >= :threshold AND a.id < b.id""";

  private static final String ACROSS =
      """
      SELECT count(*) AS pairs, count_if(name = other_name) AS right
      FROM pairs WHERE vendor <> other_vendor AND score >= :threshold""";

  private static final String COMMON_NAMES =
      """
      SELECT sum(vendors * (vendors - 1) / 2)
      FROM (SELECT count(DISTINCT vendor) AS vendors FROM features GROUP BY name)""";

  private static final String GROUPS =
      """
      CALL vectordb.system.near_duplicates(
        table => '%s', column => 'feature', threshold => %s, into => '%s', key => 'id',
        metric => 'dot_product')""";

  private static final String LARGEST =
      """
      SELECT group_id, sort_array(collect_list(id)) AS ids
      FROM groups GROUP BY group_id ORDER BY count(*) DESC, group_id LIMIT 10""";

  private static final String MEMBERS =
      """
      SELECT m.id, m.path, dot_product(r.feature, m.feature) AS score
      FROM features m JOIN groups g ON m.id = g.id JOIN features r ON r.id = g.group_id
      WHERE g.group_id = :group
      ORDER BY m.id <> g.group_id, score DESC, m.id LIMIT 13""";

  @Option(
      names = "--images",
      required = true,
      paramLabel = "VENDOR=FOLDER",
      description = "A vendor and the folder of its images; the file's name says what it shows.")
  private Map<String, String> images;

  @Option(
      names = "--without",
      paramLabel = "REGEX",
      description = "Images to leave out: those in whose names this is found.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private String without;

  @Option(
      names = "--thresholds",
      split = ",",
      paramLabel = "T",
      description =
          "Least dot products of pairs, for each of which precision and recall are printed.")
  private List<Double> thresholds = List.of(0.6, 0.7, 0.8, 0.9);

  @Option(names = "--threshold", description = "Least dot product of two images of a group.")
  private double threshold = 0.9;

  @Option(names = "--table", paramLabel = "FOLDER", description = "Where the table is written.")
  private String table = "target/deduplicate/table";

  @Option(names = "--groups", paramLabel = "FOLDER", description = "Where groups are written.")
  private String groups = "target/deduplicate/groups";

  @Option(names = "--output", paramLabel = "FILE", description = "Picture of the largest group.")
  private Path output = Path.of("target/deduplicate/group.png");

  @SuppressWarnings("UnusedVariable") // picocli looks at it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this list.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private boolean help;

  private final PrintStream out = System.out;

  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return new CommandLine(new Deduplicate())
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
    try (SparkSession spark = ImageFiles.session("vectordb deduplication")) {
      spark.sparkContext().setLogLevel("ERROR");
      spark.conf().set("spark.sql.catalog.vectordb", "io.vectordb.spark.catalog.VectorCatalog");
      write(spark);
      Dataset<Row> features = spark.read().format("vectordb").load(table);
      features.createOrReplaceTempView("features");
      printPairs(spark);
      printGroups(spark);
    }
    return 0;
  }

  /** Images in, table out: {@code id} is the vendor and what the image shows. */
  private void write(SparkSession spark) {
    HogFeaturizer featurizer =
        new HogFeaturizer().setInputCol("content").setOutputCol("feature").setHandleInvalid("skip");
    SaveMode mode = SaveMode.Overwrite;
    for (Map.Entry<String, String> vendor : new TreeMap<>(images).entrySet()) {
      Dataset<Row> files =
          ImageFiles.read(spark, vendor.getValue())
              .withColumnRenamed("id", "name")
              .withColumn("vendor", lit(vendor.getKey()))
              .where(without == null ? lit(true) : not(col("name").rlike(without)));
      featurizer
          .transform(files)
          .withColumn("id", concat_ws("/", col("vendor"), col("name")))
          .select("id", "vendor", "name", "path", "feature")
          .write()
          .format("vectordb")
          .mode(mode)
          .option("vectorColumn", "feature")
          .save(table);
      mode = SaveMode.Append;
    }
    Dataset<Row> vendors = spark.read().format("vectordb").load(table).groupBy("vendor").count();
    vendors
        .orderBy("vendor")
        .collectAsList()
        .forEach(row -> out.printf("%,6d images of %s%n", row.getLong(1), row.getString(0)));
  }

  /** All pairs by one join, then what each threshold would have found of them. */
  private void printPairs(SparkSession spark) {
    double least = Collections.min(thresholds);
    out.printf("%n%s%n%n  :threshold = %s%n%n", PAIRS, least);
    Dataset<Row> pairs = spark.sql(PAIRS, Map.of("threshold", least)).cache();
    pairs.createOrReplaceTempView("pairs");
    Number common = (Number) spark.sql(COMMON_NAMES).head().get(0);
    out.printf("  %,d pairs of two vendors have the same name%n%n", common.longValue());
    out.println("  threshold   pairs   of these right   precision   recall");
    for (double each : new TreeSet<>(thresholds)) {
      Row found = spark.sql(ACROSS, Map.of("threshold", each)).head();
      long all = found.getLong(0);
      long right = found.getLong(1);
      out.printf(
          "  %9.2f %7d %16d %11.3f %8.3f%n",
          each, all, right, (double) right / Math.max(1, all), right / common.doubleValue());
    }
    pairs.unpersist();
  }

  private void printGroups(SparkSession spark) throws IOException {
    Row counts = spark.sql(GROUPS.formatted(absolute(table), threshold, absolute(groups))).head();
    out.printf(
        "%n%s%n%n  %d groups of %d images, the largest of %d%n%n",
        GROUPS.formatted(table, threshold, groups),
        counts.<Long>getAs("groups"),
        counts.<Long>getAs("rows"),
        counts.<Long>getAs("largest_group"));
    spark.read().format("vectordb").load(groups).createOrReplaceTempView("groups");
    List<Row> largest = spark.sql(LARGEST).collectAsList();
    for (Row group : largest) {
      List<String> ids = group.getList(1);
      String shown = String.join(", ", ids.subList(0, Math.min(6, ids.size())));
      out.printf("  %4d  %s%s%n", ids.size(), shown, ids.size() > 6 ? ", ..." : "");
    }
    if (!largest.isEmpty()) {
      draw(spark, largest.get(0).getString(0));
    }
  }

  /** The picture of one group: its representative and those most like it. */
  private void draw(SparkSession spark, String group) throws IOException {
    List<Row> members = spark.sql(MEMBERS, Map.of("group", group)).collectAsList();
    Row first = members.get(0);
    ContactSheet sheet =
        new ContactSheet(
            first.getString(0),
            ImageFiles.bytes(spark, first.getString(1)),
            List.of("the largest group", "above " + threshold));
    for (Row member : members.subList(1, members.size())) {
      sheet.add(
          member.getString(0), member.getDouble(2), ImageFiles.bytes(spark, member.getString(1)));
    }
    sheet.write(output);
    out.printf("%nThe largest group as a picture: %s%n", output);
  }

  /** The procedure knows tables by absolute paths, or those with a scheme. */
  private static String absolute(String path) {
    return path.contains(":/") ? path : Path.of(path).toAbsolutePath().toString();
  }
}
