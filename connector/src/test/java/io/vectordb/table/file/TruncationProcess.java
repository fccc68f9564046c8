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
package io.vectordb.table.file;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.scan.ScanBatch;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.Nulls;
import io.vectordb.table.scan.ScanSpec.Ties;
import io.vectordb.table.scan.ScanSpec.TopN;
import io.vectordb.table.scan.ScanVectors;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.scan.SegmentScan;
import io.vectordb.table.schema.VectorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.arrow.vector.BigIntVector;

/**
 * Cuts files short under the scans of this process, which would end it if a fault in mapped memory
 * were not taken care of.
 */
public final class TruncationProcess {
  private static final int DIMENSION = 300;
  private static final int BATCHES = 6;
  private static final int BATCH_ROWS = 512;

  /** Enough for the optimizing compiler. */
  private static final int WARM_SCANS = 40;

  private final Path directory;
  private final VectorType type;
  private final Encoding encoding;
  private final double[] query = new double[DIMENSION];
  private int tables;

  private TruncationProcess(Path directory, VectorType type, Encoding encoding) {
    this.directory = directory;
    this.type = type;
    this.encoding = encoding;
  }

  /** Runs in {@code args[0]}; returns if all was well. */
  public static void main(String[] args) {
    Path directory = Path.of(args[0]);
    new TruncationProcess(directory.resolve("f"), VectorType.FLOAT_ARRAY, Encoding.NONE).data();
    new TruncationProcess(directory.resolve("d"), VectorType.DOUBLE_ARRAY, Encoding.NONE).data();
    new TruncationProcess(directory.resolve("c"), VectorType.FLOAT_ARRAY, Encoding.INT8).data();
    new TruncationProcess(directory.resolve("i"), VectorType.FLOAT_ARRAY, Encoding.INT8).codes();
    new TruncationProcess(directory.resolve("p"), VectorType.FLOAT_ARRAY, Encoding.PCA_INT8)
        .codes();
    System.out.println("passed");
  }

  /** Rows that are the same in every run: where they are cut is what is tried. */
  private Table table() {
    Random random = new Random(++tables);
    Path path = directory.resolve("table" + tables);
    Table table = VectorFixtures.createTable(path, type, DIMENSION, "v");
    double[][] vectors = new double[BATCHES * BATCH_ROWS][DIMENSION];
    for (double[] vector : vectors) {
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = (float) (random.nextGaussian() / (1 + i));
      }
    }
    System.arraycopy(vectors[BATCH_ROWS], 0, query, 0, DIMENSION);
    VectorFixtures.append(table, BATCH_ROWS, vectors);
    Optimization.of(table).run(encoding);
    return table;
  }

  /** A file that a scan, the same process has mapped. */
  private record Cut(Path file, byte[] content) {
    static Cut of(Table table, String path) {
      try {
        Path file = Path.of(table.path(), path);
        return new Cut(file, Files.readAllBytes(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void cut() {
      cut(4096);
    }

    /** Within its last page, where memory is not lost but turns into zeros. */
    void cutLittle() {
      cut(content.length - 1);
    }

    private void cut(long length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void restore() {
      try {
        Files.write(file, content, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static DataFile file(Table table) {
    return table.snapshot().files().get(0);
  }

  private ScanSpec spec(Table table, boolean isTop, boolean isAll) {
    ScoreColumn score =
        new ScoreColumn("score", "v", Measure.DOT_PRODUCT, query, ScoreColumn.Precision.DOUBLE);
    return ScanSpec.of(table.snapshot().schema())
        .select(List.of("id", "v"))
        .score(List.of(score))
        .where(
            new Filter.Compare(
                "score", Filter.Operator.GREATER, isAll ? Double.NEGATIVE_INFINITY : 0.5))
        .best(
            isTop
                ? Optional.of(
                    new TopN("score", Direction.DESCENDING, Nulls.LAST, Ties.FIRST_ROWS, 5))
                : Optional.empty());
  }

  /** The answer as text, where {@code meanwhile} runs before one of the batches. */
  private static String answer(Table table, ScanSpec spec, int batch, Runnable meanwhile) {
    List<String> rows = new ArrayList<>();
    int[] batches = new int[1];
    try (SegmentScan scan =
        new SegmentScan(table.store(), List.of(Segment.of(file(table))), spec)
            .checking(
                () -> {
                  if (batches[0]++ == batch) {
                    meanwhile.run();
                  }
                })) {
      while (scan.next()) {
        ScanBatch found = scan.batch();
        double[] scores = found.scores("score");
        BigIntVector ids = (BigIntVector) found.column("id");
        ScanVectors vectors = found.vectors("v");
        for (int i = 0; i < found.size(); i++) {
          Object vector = vectors.vector(i);
          double last =
              vector instanceof float[] f ? f[DIMENSION - 1] : ((double[]) vector)[DIMENSION - 1];
          rows.add(ids.get(found.row(i)) + " " + scores[i] + " " + last);
        }
      }
    }
    return String.join("\n", rows);
  }

  private static String answer(Table table, ScanSpec spec) {
    return answer(table, spec, -1, () -> {});
  }

  /** A data file is named, whenever it is cut, and is sound again when it is restored. */
  private void data() {
    for (boolean isTop : new boolean[] {false, true}) {
      data(isTop, false, 0, 1);
      data(isTop, false, 1, 1);
      data(isTop, true, 0, BATCHES - 1);
      data(isTop, true, 1, BATCHES - 1);
      data(isTop, false, WARM_SCANS, 2);
    }
    data(false, true, WARM_SCANS, 2);
    cutLittle(false);
    cutLittle(true);
  }

  private void cutLittle(boolean isTop) {
    Table table = table();
    ScanSpec spec = spec(table, isTop, true);
    String found = answer(table, spec);
    Cut cut = Cut.of(table, file(table).path());
    try {
      answer(table, spec, BATCHES - 1, cut::cutLittle);
      require(false, "a scan of what is gone, top " + isTop);
    } catch (VectorDbException e) {
      require(e.getMessage().contains("cut short"), e + ", top " + isTop);
    }
    cut.restore();
    require(answer(table, spec).equals(found), "another answer, top " + isTop);
  }

  private void data(boolean isTop, boolean isAll, int warm, int batch) {
    Table table = table();
    Table other = table();
    ScanSpec spec = spec(table, isTop, isAll);
    for (int i = 0; i < warm; i++) {
      // Another table's scans compile the code; one of its own verifies the file.
      answer(i == 0 ? table : other, spec);
    }
    String what = " top " + isTop + ", all " + isAll + ", warm " + warm + ", batch " + batch;
    Cut cut = Cut.of(table, file(table).path());
    String found = "";
    try {
      answer(table, spec, batch, cut::cut);
      require(false, "a scan of what is gone" + what);
    } catch (VectorDbException e) {
      require(e.getMessage().contains(cut.file.toString()), e + what);
      require(e.getMessage().contains("cut short"), e + what);
      cut.restore();
      found = answer(table, spec);
    }
    cut.cut();
    try {
      answer(table, spec);
      require(false, "a scan of what is not there" + what);
    } catch (VectorDbException e) {
      require(e.getMessage().contains("has 4096 bytes"), e + what);
    }
    cut.restore();
    require(answer(table, spec).equals(found), "another answer" + what);
  }

  /** Codes that are gone change no answer. */
  private void codes() {
    for (boolean isTop : new boolean[] {false, true}) {
      codes(isTop, 0, 1);
      codes(isTop, 1, BATCHES - 1);
      codes(isTop, WARM_SCANS, 2);
    }
  }

  private void codes(boolean isTop, int warm, int batch) {
    Table table = table();
    ScanSpec spec = spec(table, isTop, false);
    for (int i = 0; i < warm; i++) {
      answer(table, spec);
    }
    Cut cut = Cut.of(table, file(table).codes().get("v").file().path());
    String found = answer(table, spec, batch, cut::cut);
    String again = answer(table, spec);
    cut.restore();
    String what = " top " + isTop + ", warm " + warm + ", batch " + batch;
    require(!found.isEmpty(), "nothing found" + what);
    require(found.equals(answer(table, spec)), "another answer" + what);
    require(found.equals(again), "another answer without codes" + what);
  }

  private static void require(boolean isRight, String message) {
    if (!isRight) {
      throw new IllegalStateException(message);
    }
  }
}
