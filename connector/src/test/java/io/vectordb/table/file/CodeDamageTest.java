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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.LogFixtures;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.rewrite.Optimization;
import io.vectordb.table.scan.ScanCodes;
import io.vectordb.table.scan.Search;
import io.vectordb.table.schema.VectorType;
import io.vectordb.testing.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged codes change no answer; damaged vectors are noticed whatever reads them. */
class CodeDamageTest {
  private static final int DIMENSION = 80;

  /** {@link ScanCodes} warns through it. */
  private static final Logger LOG = Logger.getLogger(ScanCodes.class.getName());

  @TempDir Path directory;

  private final long seed = Seed.of(CodeDamageTest.class);
  private final Random random = new Random(seed);
  private final double[] query = vector(1);
  private final Warnings warnings = new Warnings();
  private int copies;

  /** Keeps warnings instead of printing them. */
  private static final class Warnings extends Handler {
    private final List<String> messages = new ArrayList<>();

    @Override
    public synchronized void publish(LogRecord warning) {
      messages.add(warning.getMessage());
    }

    synchronized List<String> take() {
      List<String> taken = List.copyOf(messages);
      messages.clear();
      return taken;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    LOG.addHandler(warnings);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(warnings);
    LOG.setUseParentHandlers(true);
  }

  private double[] vector(double scale) {
    double[] vector = new double[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (scale * random.nextGaussian() / (1 + i));
    }
    return vector;
  }

  private double[][] vectors(int count) {
    double[][] vectors = new double[count][];
    for (int row = 0; row < count; row++) {
      vectors[row] = row % 10 == 9 ? null : vector(1);
    }
    return vectors;
  }

  private Table table(double[][] vectors, int rowsOfBatch, Encoding encoding) {
    Path path = directory.resolve("table" + ++copies);
    Table table = VectorFixtures.createTable(path, VectorType.FLOAT_ARRAY, DIMENSION, "v");
    VectorFixtures.append(table, rowsOfBatch, vectors);
    Optimization.of(table).run(encoding);
    return table;
  }

  /** A copy that this process has not read yet: what was found sound once is not verified again. */
  private Table copy(Table table) throws IOException {
    Path from = Path.of(table.path());
    Path to = directory.resolve("copy" + ++copies);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return Table.at(to.toString());
  }

  private static CodeFile codes(Table table) {
    return table.snapshot().files().get(0).codes().get("v");
  }

  private static Path path(Table table, String file) {
    return Path.of(table.path(), file);
  }

  private static Path data(Table table) {
    return path(table, table.snapshot().files().get(0).path());
  }

  private static void flip(Path file, int at, int mask) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[at] ^= (byte) mask;
    Files.write(file, content);
  }

  private static int indexOf(byte[] content, byte[] part) {
    for (int at = 0; at + part.length <= content.length; at++) {
      if (java.util.Arrays.equals(content, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }

  private static byte[] bytes(double[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double x : vector) {
      bytes.putFloat((float) x);
    }
    return bytes.array();
  }

  private Search search(Table table, Measure measure) {
    return Search.of(table).select("id").score("v", measure, query).threads(1);
  }

  /** Answers of several sorts, as text. */
  private List<String> answers(Table table, boolean withCodes) {
    List<String> answers = new ArrayList<>();
    for (Measure measure :
        List.of(Measure.DOT_PRODUCT, Measure.COSINE_SIMILARITY, Measure.EUCLIDEAN_DISTANCE)) {
      Search search = search(table, measure);
      search = withCodes ? search : search.withoutCodes();
      answers.add(search.top(7).run().toString());
      answers.add(search.atLeast(0.3).run().toString());
      answers.add(Long.toString(search.atMost(0.2).count()));
    }
    return answers;
  }

  private void assertExact(Table damaged, List<String> expected, String... warning) {
    assertEquals(expected, answers(damaged, true));
    List<String> said = warnings.take();
    assertEquals(warning.length > 0 ? 9 : said.size(), said.size(), "one warning for each search");
    for (String message : said) {
      assertTrue(message.contains("Reading the vectors instead of their codes"), message);
      assertTrue(message.contains(damaged.path()), message);
      for (String part : warning) {
        assertTrue(message.contains(part), message);
      }
    }
  }

  @Test
  void codeFileThatIsMissingOrTruncated() throws IOException {
    for (Encoding encoding : List.of(Encoding.INT8, Encoding.PCA_INT8)) {
      Table sound = table(vectors(200), 70, encoding);
      List<String> expected = answers(sound, false);
      assertExact(sound, expected);
      for (StoredFile file :
          encoding == Encoding.INT8
              ? List.of(codes(sound).file())
              : List.of(codes(sound).file(), codes(sound).rotation())) {
        Table missing = copy(sound);
        Files.delete(path(missing, file.path()));
        assertExact(missing, expected, file.path(), "is missing");
        for (long length : new long[] {0, 1, 8, file.bytes() / 2, file.bytes() - 1}) {
          Table truncated = copy(sound);
          byte[] content = Files.readAllBytes(path(truncated, file.path()));
          Files.write(path(truncated, file.path()), java.util.Arrays.copyOf(content, (int) length));
          assertExact(truncated, expected, file.path(), "has " + length + " bytes");
        }
        Table zeroed = copy(sound);
        Files.write(path(zeroed, file.path()), new byte[(int) file.bytes()]);
        assertExact(zeroed, expected, file.path(), "is damaged");
      }
    }
  }

  @Test
  void anyFlippedBitOfCodesIsNoticedOrChangesNothing() throws IOException {
    Table sound = table(vectors(100), 70, Encoding.PCA_INT8);
    List<String> expected = answers(sound, false);
    for (StoredFile file : List.of(codes(sound).file(), codes(sound).rotation())) {
      int noticed = 0;
      for (int trial = 0; trial < 80; trial++) {
        Table damaged = copy(sound);
        int bit = random.nextInt(8 * (int) file.bytes());
        flip(path(damaged, file.path()), bit / 8, 1 << (bit % 8));
        assertEquals(expected, answers(damaged, true), "seed " + seed + ", bit " + bit);
        noticed += warnings.take().isEmpty() ? 0 : 1;
      }
      // Most of a file is codes, or the matrix; some is padding.
      assertTrue(noticed > 40, noticed + " of 80");
    }
  }

  @Test
  void writesGoOnWithoutALostRotation() throws IOException {
    Table lost = copy(table(vectors(100), 70, Encoding.PCA_INT8));
    Files.delete(path(lost, codes(lost).rotation().path()));
    Snapshot base = lost.snapshot();
    DataFile file = VectorFixtures.write(lost, 70, vectors(100));
    for (Encoding encoding : List.of(Encoding.AUTO, Encoding.PCA_INT8)) {
      CodePolicy policy = CodePolicy.of(encoding, base.files());
      CodeFile codes = policy.encode(lost.store(), base.schema(), file).codes().get("v");
      assertEquals(encoding == Encoding.AUTO ? "int8" : "pca-int8", codes.encoder());
    }
  }

  @Test
  void everyColumnOfCodesIsVerified() throws IOException {
    Table sound = table(vectors(100), 100, Encoding.PCA_INT8);
    List<String> expected = answers(sound, false);
    StoredFile file = codes(sound).file();
    byte[] content = Files.readAllBytes(path(sound, file.path()));
    MappedArrowFile mapped = MappedFiles.open(FileKind.CODES, sound.store(), file);
    List<String> columns =
        mapped.schema().getFields().stream().map(field -> field.getName()).toList();
    assertEquals(17, columns.size(), columns.toString());
    for (String column : columns) {
      ByteBuffer values = mapped.column(0, column).values();
      byte[] bytes = new byte[values.remaining()];
      values.get(bytes);
      Table damaged = copy(sound);
      flip(path(damaged, file.path()), indexOf(content, bytes) + 3, 0x40);
      assertEquals(expected, answers(damaged, true), column);
      boolean isWarned =
          warnings.take().stream().anyMatch(message -> message.contains("column " + column));
      assertTrue(isWarned, column);
    }
  }

  /** Of many rows, in one batch, the best is far ahead. */
  private double[][] oneFarAhead(int best) {
    double[][] vectors = vectors(4000);
    vectors[best] = query.clone();
    for (int i = 0; i < DIMENSION; i++) {
      vectors[best][i] = (float) (5 * vectors[best][i]);
    }
    return vectors;
  }

  @Test
  void fewVectorsAreVerifiedIfFewAreRead() throws IOException {
    double[][] vectors = oneFarAhead(1234);
    Table sound = table(vectors, 4000, Encoding.INT8);
    byte[] content = Files.readAllBytes(data(sound));
    String expected = search(sound, Measure.DOT_PRODUCT).withoutCodes().top(1).run().toString();

    Table elsewhere = copy(sound);
    flip(data(elsewhere), indexOf(content, bytes(vectors[77])) + 2, 1);
    assertEquals(expected, search(elsewhere, Measure.DOT_PRODUCT).top(1).run().toString());
    assertEquals(1, search(elsewhere, Measure.DOT_PRODUCT).above(query(4)).count());
    LogFixtures.assertFails(
        () -> search(elsewhere, Measure.DOT_PRODUCT).withoutCodes().top(1).run(),
        data(elsewhere).toString(),
        "is damaged",
        "the checksum of column v");

    Table there = copy(sound);
    flip(data(there), indexOf(content, bytes(vectors[1234])) + 2, 1);
    for (Runnable run :
        List.<Runnable>of(
            () -> search(there, Measure.DOT_PRODUCT).top(1).run(),
            () -> search(there, Measure.DOT_PRODUCT).above(query(4)).run())) {
      LogFixtures.assertFails(
          run, data(there).toString(), "is damaged", "the checksum of v in row 1234 is wrong");
    }
    assertEquals(List.of(), warnings.take());
  }

  /** The score of the query times a factor. */
  private double query(double factor) {
    double squares = 0;
    for (double x : query) {
      squares += x * x;
    }
    return factor * squares;
  }

  @Test
  void validityIsVerifiedWithTheVector() throws IOException {
    double[][] vectors = oneFarAhead(2345);
    Table sound = table(vectors, 4000, Encoding.INT8);
    List<String> expected = answers(sound, false);
    byte[] bits = new byte[4000 / 8];
    for (int row = 0; row < vectors.length; row++) {
      bits[row / 8] |= (byte) (vectors[row] == null ? 0 : 1 << (row % 8));
    }
    int validity = indexOf(Files.readAllBytes(data(sound)), bits);

    // The best row seems to be NULL.
    Table hidden = copy(sound);
    flip(data(hidden), validity + 2345 / 8, 1 << (2345 % 8));
    LogFixtures.assertFails(
        () -> search(hidden, Measure.DOT_PRODUCT).top(1).run(),
        data(hidden).toString(),
        "the checksum of v in row 2345 is wrong");

    // A NULL seems to be a vector; codes know better.
    Table shown = copy(sound);
    flip(data(shown), validity + 2349 / 8, 1 << (2349 % 8));
    String best = search(shown, Measure.DOT_PRODUCT).top(7).run().toString();
    assertEquals(expected.get(0), best);
  }
}
