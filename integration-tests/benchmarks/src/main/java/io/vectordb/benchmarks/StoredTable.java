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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A table of vectordb with columns {@code id} and {@code feature}.
 *
 * @param codes the value of the option of that name with which it was written and is read
 */
record StoredTable(SparkSession spark, Path path, String codes, int rows) {
  static final String NO_CODES = "none";

  private static final String CODES = "codes";

  /** A data file of 1024 floats a row has about 1 GB. */
  private static final int ROWS_PER_FILE = 250_000;

  private static final String FORMAT = "vectordb";

  /** Writes the first {@code rows} rows of {@code source} unless the table exists. */
  static StoredTable create(
      SparkSession spark, VectorSource source, int rows, Path directory, String codes) {
    StoredTable table = new StoredTable(spark, path(directory, codes, rows), codes, rows);
    if (!Table.at(table.path.toString()).exists()) {
      write(features(spark, source, rows), codes).save(table.path.toString());
    }
    return table.named();
  }

  /** Those tables, and, if all have codes, the first as it is without. */
  static List<StoredTable> withAndWithoutCodes(List<StoredTable> tables) {
    List<StoredTable> both = new ArrayList<>(tables);
    if (tables.stream().allMatch(StoredTable::readsCodes)) {
      StoredTable first = tables.get(0);
      both.add(0, new StoredTable(first.spark, first.path, NO_CODES, first.rows).named());
    }
    return both;
  }

  private StoredTable named() {
    dataset().createOrReplaceTempView(view());
    return this;
  }

  static Path path(Path directory, String codes, int rows) {
    return directory.resolve("codes-" + codes + "-" + rows);
  }

  private static DataFrameWriter<Row> write(Dataset<Row> rows, String codes) {
    return rows.write().format(FORMAT).mode("overwrite").option(CODES, codes);
  }

  /** Rows with the ids from 0 to {@code rows - 1}. */
  static Dataset<Row> features(SparkSession spark, VectorSource source, int rows) {
    return features(spark, source, rows, ROWS_PER_FILE);
  }

  /** The same in partitions of {@code rowsPerFile} rows, of which each becomes a file. */
  static Dataset<Row> features(SparkSession spark, VectorSource source, int rows, int rowsPerFile) {
    int partitions = Math.max(Threads.count(), (rows + rowsPerFile - 1) / rowsPerFile);
    return spark
        .range(0, rows, 1, partitions)
        .mapPartitions(
            (MapPartitionsFunction<Long, Feature>) ids -> new Features(source, ids),
            Encoders.bean(Feature.class))
        .select("id", "feature");
  }

  /** One row object for all rows: Spark copies what it holds before it asks for the next. */
  private static final class Features implements Iterator<Feature> {
    private final Iterator<Long> ids;
    private final VectorSource.Reader reader;
    private final Feature row = new Feature();

    Features(VectorSource source, Iterator<Long> ids) {
      this.ids = ids;
      this.reader = source.open();
      row.setFeature(new float[source.dimension()]);
    }

    @Override
    public boolean hasNext() {
      boolean more = ids.hasNext();
      if (!more) {
        reader.close();
      }
      return more;
    }

    @Override
    public Feature next() {
      row.setId(ids.next());
      reader.read(row.getId(), row.getFeature());
      return row;
    }
  }

  Dataset<Row> dataset() {
    return spark.read().format(FORMAT).option(CODES, codes).load(path.toString());
  }

  /** Every way to search it. */
  List<Searcher> searchers() {
    return List.of(new TableSearcher(this), new SqlSearcher(this), new DataFrameSearcher(this));
  }

  /** Where Spark SQL finds it. */
  String view() {
    return "features_" + codes.replace('-', '_') + "_" + rows;
  }

  /** How a report tells tables with different codes apart. */
  String label() {
    return readsCodes() ? "codes " + codes : "no codes";
  }

  boolean readsCodes() {
    return !codes.equals(NO_CODES);
  }

  /**
   * Bytes of the files below the folder {@code name} of the table; 0 if there is no such folder.
   */
  long bytesIn(String name) {
    Path folder = path.resolve(name);
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() throws IOException {
    spark.catalog().dropTempView(view());
    FileUtils.deleteDirectory(path.toFile());
  }
}
