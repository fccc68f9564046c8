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
package io.vectordb.table.rewrite;

import static io.vectordb.table.LogFixtures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.LogFixtures;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.VectorFixtures;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.file.MappedCodes;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import io.vectordb.table.store.LogNames;
import io.vectordb.table.store.RemoteFileSystem;
import io.vectordb.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are encoded anew, whatever they hold and whatever happens meanwhile. */
class OptimizationTest {
  private static final int DIMENSION = 33;

  @TempDir Path directory;

  private final long seed = Seed.of(OptimizationTest.class);
  private final Random random = new Random(seed);

  private double[][] vectors(int count, int dimension) {
    double[][] vectors = new double[count][dimension];
    for (double[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) (random.nextGaussian() / (1 + i));
      }
    }
    return vectors;
  }

  private Table createTable(int dimension, String... columns) {
    Path path = directory.resolve("table" + random.nextLong());
    return VectorFixtures.createTable(path, VectorType.FLOAT_ARRAY, dimension, columns);
  }

  private static Set<String> encoders(Table table) {
    return table.snapshot().files().stream()
        .map(file -> file.codes().get("v"))
        .map(codes -> codes == null ? "none" : codes.encoder())
        .collect(Collectors.toSet());
  }

  private void assertExact(Table table) {
    double[] query = vectors(1, DIMENSION)[0];
    for (Measure measure :
        List.of(Measure.DOT_PRODUCT, Measure.COSINE_SIMILARITY, Measure.EUCLIDEAN_DISTANCE)) {
      Search search = Search.of(table).select("id").score("v", measure, query);
      assertEquals(
          search.withoutCodes().top(9).run().toString(),
          search.top(9).run().toString(),
          "seed " + seed);
      assertEquals(search.withoutCodes().atLeast(0.5).count(), search.atLeast(0.5).count());
    }
  }

  @Test
  void codesStayIfTheirCommitMayHaveBeenMade() {
    Table table = createTable(DIMENSION, "v");
    VectorFixtures.append(table, 50, vectors(20, DIMENSION));
    Configuration conf = RemoteFileSystem.configuration(directory.resolve("copies"));
    conf.setBoolean(RemoteFileSystem.LOSE_ANSWERS, true);
    conf.setBoolean(RemoteFileSystem.LOSE_LOOKS, true);
    Table remote = Table.at("remote://" + table.path(), conf);
    assertFails(
        () -> Optimization.of(remote).run(Encoding.INT8),
        "Whether",
        LogNames.commit(2),
        "is not known",
        "the answer was lost",
        "the connection was lost");
    assertEquals(Set.of("int8"), encoders(table));
    CodeFile codes = table.snapshot().files().get(0).codes().get("v");
    assertTrue(table.store().exists(codes.file().path()));
  }

  @Test
  void codesReplaceCodes() {
    Table table = createTable(DIMENSION, "v");
    VectorFixtures.append(table, 50, vectors(130, DIMENSION));
    VectorFixtures.append(table, 50, vectors(3, DIMENSION));
    for (Encoding encoding : Encoding.values()) {
      long before = table.snapshot().version();
      int replaced = Optimization.of(table).run(encoding);
      assertEquals(encoding == Encoding.NONE ? 0 : 2, replaced);
      assertEquals(before + (replaced > 0 ? 1 : 0), table.snapshot().version());
      // The automatic choice does not find principal components of so few rows, and no codes of 3.
      Set<String> expected =
          encoding == Encoding.AUTO ? Set.of("int8", "none") : Set.of(encoding.label());
      assertEquals(expected, encoders(table));
      assertExact(table);
    }
    Map<String, CodeFile> first = table.snapshot().files().get(0).codes();
    assertEquals(2, Optimization.of(table).run(Encoding.INT8));
    assertNotEquals(first, table.snapshot().files().get(0).codes());
    assertEquals(2, Optimization.of(table).run(Encoding.NONE));
    assertEquals(Set.of("none"), encoders(table));
    assertEquals(0, Optimization.of(table).run(Encoding.NONE));
    assertExact(table);
  }

  @Test
  void theAutomaticChoiceGivesNoCodesWhereTheyAreNotMuchSmallerThanVectors() {
    assertEquals(0, codeShare(1, 1024, Encoding.AUTO));
    assertEquals(0, codeShare(15, 2048, Encoding.AUTO));
    assertEquals(0, codeShare(120, DIMENSION, Encoding.AUTO));
    for (double share :
        List.of(codeShare(16, 1024, Encoding.AUTO), codeShare(130, DIMENSION, Encoding.AUTO))) {
      assertTrue(share > 0 && share < 0.7, "a share of " + share);
    }
    assertTrue(codeShare(1, 1024, Encoding.INT8) > 0, "codes that were asked for");
  }

  /** The bytes of the codes by those of the vectors, of a file with so many of them. */
  private double codeShare(int rows, int dimension, Encoding encoding) {
    Table table = createTable(dimension, "v");
    VectorFixtures.append(table, rows, vectors(rows, dimension));
    Optimization.of(table).run(encoding);
    CodeFile codes = table.snapshot().files().get(0).codes().get("v");
    return codes == null ? 0 : codes.file().bytes() / (4.0 * rows * dimension);
  }

  @Test
  void tablesWithNothingToEncode() {
    for (Encoding encoding : Encoding.values()) {
      Table empty = createTable(DIMENSION, "v");
      assertEquals(0, Optimization.of(empty).run(encoding));
      Table nulls = createTable(DIMENSION, "v");
      VectorFixtures.append(nulls, 2, null, null, null);
      assertEquals(0, Optimization.of(nulls).run(encoding));
      Table unknown = createTable(VectorColumn.UNDETERMINED, "v");
      VectorFixtures.append(unknown, 2, null, null, null);
      assertEquals(0, Optimization.of(unknown).run(encoding));
      for (Table table : List.of(empty, nulls, unknown)) {
        float[] query = new float[DIMENSION];
        assertEquals(0, Search.of(table).score("v", Measure.DOT_PRODUCT, query).count());
      }
    }
    Table none = Table.at(directory.resolve("none").toString());
    LogFixtures.assertFails(
        () -> Optimization.of(none).run(Encoding.INT8), "There is no vectordb table");
  }

  @Test
  void shortVectorsAndSeveralColumns() {
    Table narrow = createTable(31, "v");
    VectorFixtures.append(narrow, 50, vectors(100, 31));
    assertEquals(0, Optimization.of(narrow).run(Encoding.AUTO));
    assertEquals(1, Optimization.of(narrow).run(Encoding.INT8));
    assertEquals(1, Optimization.of(narrow).run(Encoding.PCA_INT8));
    assertEquals(1, Optimization.of(narrow).run(Encoding.AUTO), "takes the codes away");
    assertEquals(Set.of("none"), encoders(narrow));

    Table single = createTable(1, "v");
    VectorFixtures.append(single, 50, vectors(100, 1));
    assertEquals(1, Optimization.of(single).run(Encoding.PCA_INT8));
    assertEquals(Set.of("pca-int8"), encoders(single));

    Table several = createTable(DIMENSION, "v", "w");
    VectorFixtures.append(several, 50, vectors(100, DIMENSION));
    assertEquals(1, Optimization.of(several).run(Encoding.PCA_INT8));
    Map<String, CodeFile> codes = several.snapshot().files().get(0).codes();
    assertEquals(Set.of("v", "w"), codes.keySet());
    assertNotEquals(codes.get("v").rotation(), codes.get("w").rotation());
    assertExact(several);
  }

  @Test
  void hugeVectorsSpoilNothing() {
    Table table = createTable(DIMENSION, "v");
    double[][] vectors = vectors(100, DIMENSION);
    vectors[3][0] = Float.MAX_VALUE;
    vectors[4][0] = 1e30f;
    vectors[5][0] = Double.NaN;
    VectorFixtures.append(table, 50, vectors);
    assertEquals(1, Optimization.of(table).run(Encoding.PCA_INT8));
    CodeFile codes = table.snapshot().files().get(0).codes().get("v");
    double error = MappedCodes.rotation(table.store(), codes.rotation()).error();
    assertTrue(error < 1e-4, "error " + error);
    assertExact(table);
  }

  @Test
  void changesBetweenTheBeginningAndTheCommit() {
    Table table = createTable(DIMENSION, "v");
    VectorFixtures.append(table, 50, vectors(60, DIMENSION));
    Optimization appended = Optimization.of(table);
    VectorFixtures.append(table, 50, vectors(40, DIMENSION));
    assertTrue(appended.run(Encoding.INT8) >= 1);
    assertEquals(100, table.snapshot().rowCount());
    assertExact(table);

    Optimization overwritten = Optimization.of(table);
    DataFile other = VectorFixtures.write(table, 50, vectors(10, DIMENSION));
    table.begin("OVERWRITE", Map.of()).overwriteAll().add(other).commit();
    overwritten.run(Encoding.INT8);
    assertEquals(10, table.snapshot().rowCount());
    assertEquals(List.of(other.path()), LogFixtures.paths(table.snapshot()));
    assertExact(table);
  }

  @Test
  void changesMeanwhile() throws Exception {
    Table table = createTable(DIMENSION, "v");
    VectorFixtures.append(table, 50, vectors(20, DIMENSION));
    double[][] some = vectors(20, DIMENSION);
    Callable<Long> writer =
        () -> {
          Table own = Table.at(table.path());
          long rows = own.snapshot().rowCount();
          for (int i = 0; i < 30; i++) {
            boolean overwrites = i % 5 == 4;
            DataFile file = VectorFixtures.write(own, 50, some);
            try {
              Transaction transaction = own.begin("WRITE", Map.of());
              (overwrites ? transaction.overwriteAll() : transaction).add(file).commit();
              rows = file.rows() + (overwrites ? 0 : rows);
            } catch (VectorDbException e) {
              // An overwrite conflicts with codes that came in between, and changes nothing.
              assertTrue(overwrites, e.getMessage());
            }
          }
          return rows;
        };
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<Long> rows = executor.submit(writer);
      for (int i = 0; !rows.isDone() || i == 0; i++) {
        Optimization.of(table).run(i % 2 == 0 ? Encoding.INT8 : Encoding.PCA_INT8);
      }
      assertEquals(rows.get(), table.snapshot().rowCount());
    } finally {
      executor.shutdown();
    }
    assertExact(table);
    assertEquals(table.snapshot().files().size(), Optimization.of(table).run(Encoding.INT8));
    assertEquals(Set.of("int8"), encoders(table));
  }

  @Test
  void failureLeavesTheTableAsItWas() throws IOException {
    Table table = createTable(DIMENSION, "v");
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(VectorFixtures.append(table, 50, vectors(20, DIMENSION)));
    }
    Optimization.of(table).run(Encoding.INT8);
    Snapshot before = table.snapshot();
    Path last = Path.of(table.path(), files.get(2).path());
    byte[] content = Files.readAllBytes(last);
    // Other bytes under another name, because this process knows the file as sound.
    Path moved = directory.resolve("moved");
    Files.move(Path.of(table.path()), moved);
    Table again = Table.at(moved.toString());
    content[content.length / 2] ^= 1;
    Files.write(moved.resolve(files.get(2).path()), content);
    assertThrows(VectorDbException.class, () -> Optimization.of(again).run(Encoding.PCA_INT8));
    assertEquals(before.version(), again.snapshot().version());
    assertEquals(before.files(), again.snapshot().files());
  }
}
