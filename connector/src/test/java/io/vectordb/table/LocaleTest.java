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
package io.vectordb.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DataFilePath;
import io.vectordb.table.schema.VectorType;
import io.vectordb.table.store.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables in a JVM whose locale is not that of UTF-8, as in most containers. */
class LocaleTest {
  @TempDir Path directory;

  private Table table;

  @BeforeEach
  void createTable() {
    table = VectorFixtures.createTable(directory.resolve("table"), VectorType.FLOAT_ARRAY, 2, "v");
  }

  /** A file of two rows that has got this path. */
  private void append(String path) throws IOException {
    DataFile written = VectorFixtures.write(table, 2, new double[] {1, 0}, new double[] {0, 1});
    Path file = Path.of(table.path(), path);
    Files.createDirectories(file.getParent());
    Files.move(Path.of(table.path(), written.path()), file);
    table
        .begin("APPEND", Map.of())
        .add(
            new DataFile(
                path,
                Map.of(),
                written.rows(),
                written.bytes(),
                written.footerChecksum(),
                written.columns(),
                written.vectors(),
                Map.of()))
        .commit();
  }

  private String output(String action) throws Exception {
    ProcessBuilder builder = JvmProcess.builder(LocaleProcess.class, table.path(), action);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertEquals(0, process.waitFor());
    return String.join("\n", lines);
  }

  @Test
  void partitionsOutsideAsciiAreReadAndMerged() throws Exception {
    append(DataFilePath.next(Map.of("gr\u00F6\u00DFe", "\u00E4 \uD83D\uDE00")));
    append(DataFilePath.next(Map.of("gr\u00F6\u00DFe", "\0")));
    assertEquals("4", output("count"));
    assertEquals("1", output("compact"));
    assertEquals(4, LocaleProcess.rows(table));
  }

  @Test
  void pathsOutsideAsciiAreRefused() throws Exception {
    append("data/day=\u00E4/a.arrow");
    append("data/day=\u00E4/b.arrow");
    assertEquals(4, LocaleProcess.rows(table));
    for (String action : List.of("count", "compact", "vacuum", "child")) {
      String message = output(action);
      assertTrue(message.contains("LC_ALL=C.UTF-8"), message);
    }
    assertEquals(4, LocaleProcess.rows(table));
  }
}
