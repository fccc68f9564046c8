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
package io.vectordb.stress;

import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DataFileWriter;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.scan.Search;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;

/**
 * A row of the table under stress.
 *
 * @param kind which game the row belongs to; the table is partitioned by it
 * @param writer who wrote it
 * @param seq its number among the rows of its writer
 * @param amount what the game is about
 */
record StressRow(String kind, String writer, long seq, long amount) {
  static final String COLUMNS =
      "kind STRING, writer STRING, seq BIGINT, amount BIGINT, checksum BIGINT, v ARRAY<FLOAT>";

  /** The columns {@code checksum} and {@code v} in SQL, of {@code seq} and an {@code amount}. */
  static String derived(String seq, String amount) {
    return checksum(seq, amount) + ", " + vector(seq, amount);
  }

  static String checksum(String seq, String amount) {
    return seq + " * 31 + " + amount + " * 7 + 5 AS checksum";
  }

  static String vector(String seq, String amount) {
    return "array(CAST(" + seq + " AS FLOAT), CAST(" + amount + " AS FLOAT)) AS v";
  }

  long checksum() {
    return seq * 31 + amount * 7 + 5;
  }

  /** All rows of a version; whoever reads a row verifies it. */
  static List<StressRow> read(Table table, Snapshot snapshot) {
    List<StressRow> rows = new ArrayList<>();
    List<Search.Match> found =
        Search.of(table, snapshot)
            .score("v", Measure.DOT_PRODUCT, new float[] {1, 1000})
            .select("kind", "writer", "seq", "amount", "checksum")
            .threads(1)
            .run();
    for (Search.Match match : found) {
      Map<String, Object> columns = match.columns();
      StressRow row =
          new StressRow(
              columns.get("kind").toString(),
              columns.get("writer").toString(),
              (Long) columns.get("seq"),
              (Long) columns.get("amount"));
      if (row.checksum() != (Long) columns.get("checksum")
          || match.score() != row.seq + 1000.0 * row.amount) {
        throw new AssertionError("version " + snapshot.version() + " has the row " + match);
      }
      rows.add(row);
    }
    return rows;
  }

  /** A new data file with these rows, which are all of one kind. */
  static DataFile write(Table table, Snapshot snapshot, List<StressRow> rows) {
    String kind = rows.get(0).kind;
    String path = "data/kind=" + kind + "/" + UUID.randomUUID() + ".arrow";
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(snapshot.schema().arrow(), allocator);
        DataFileWriter file =
            new DataFileWriter(table.store(), snapshot.schema(), path, Map.of("kind", kind))) {
      root.allocateNew();
      FixedSizeListVector vectors = (FixedSizeListVector) root.getVector("v");
      Float4Vector elements = (Float4Vector) vectors.getDataVector();
      for (int i = 0; i < rows.size(); i++) {
        StressRow row = rows.get(i);
        text(root, "kind", i, row.kind);
        text(root, "writer", i, row.writer);
        ((BigIntVector) root.getVector("seq")).setSafe(i, row.seq);
        ((BigIntVector) root.getVector("amount")).setSafe(i, row.amount);
        ((BigIntVector) root.getVector("checksum")).setSafe(i, row.checksum());
        vectors.startNewValue(i);
        elements.setSafe(2 * i, row.seq);
        elements.setSafe(2 * i + 1, row.amount);
      }
      root.setRowCount(rows.size());
      file.write(root);
      return file.finish();
    }
  }

  private static void text(VectorSchemaRoot root, String column, int row, String value) {
    ((VarCharVector) root.getVector(column)).setSafe(row, value.getBytes(StandardCharsets.UTF_8));
  }
}
