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

import com.fasterxml.jackson.databind.JsonNode;
import io.vectordb.table.file.ArrowInput;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.schema.Json;
import io.vectordb.table.store.RelativePath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A batch of a checkpoint: its columns by their names.
 *
 * @param texts the columns that are texts
 * @param numbers the others
 */
record CheckpointRows(int rows, Map<String, Texts> texts, Map<String, ByteBuffer> numbers) {
  /** So many files are read by one processor. */
  private static final int PART_ROWS = 1024;

  /** The batch at which {@code checkpoint} is, with these columns. */
  static CheckpointRows of(ArrowInput checkpoint, List<Field> columns) {
    CheckpointRows rows = new CheckpointRows(checkpoint.rows(), new HashMap<>(), new HashMap<>());
    for (Field column : columns) {
      String name = column.getName();
      ByteBuffer values = checkpoint.values(column);
      if (column.getType() instanceof ArrowType.Utf8) {
        rows.texts.put(name, new Texts(name, checkpoint.offsets(column), values));
      } else {
        rows.numbers.put(name, values);
      }
    }
    return rows;
  }

  /** Several processors share the work, of which a large table has plenty. */
  List<DataFile> files(ActionJson json, String name) {
    return IntStream.range(0, (rows + PART_ROWS - 1) / PART_ROWS)
        .parallel()
        .mapToObj(
            part -> {
              CheckpointTexts reader = new CheckpointTexts(json.reader(), name);
              int from = part * PART_ROWS;
              return IntStream.range(from, Math.min(rows, from + PART_ROWS))
                  .mapToObj(row -> file(row, reader, name))
                  .toList();
            })
        .flatMap(List::stream)
        .toList();
  }

  private DataFile file(int row, CheckpointTexts reader, String name) {
    DeletionVector deletes = deletes(text("deletes", row));
    if (deletes != null) {
      RelativePath.check(deletes.path(), name);
    }
    return new DataFile(
        RelativePath.check(new String(text("path", row), StandardCharsets.UTF_8), name),
        reader.partitionValues(text("partitionValues", row)),
        number("rows", row),
        number("bytes", row),
        numbers.get("footerChecksum").getInt(row * Integer.BYTES),
        reader.columns(text("columns", row)),
        reader.vectors(text("vectors", row)),
        reader.codes(text("codes", row)),
        deletes);
  }

  private byte[] text(String column, int row) {
    return texts.get(column).get(row);
  }

  private long number(String column, int row) {
    return numbers.get(column).getLong(row * Long.BYTES);
  }

  private static DeletionVector deletes(byte[] text) {
    if (CheckpointTexts.isNothing(text)) {
      return null;
    }
    JsonNode json = Json.parse(new String(text, StandardCharsets.UTF_8));
    return json.isEmpty() ? null : ActionJson.deletes(json);
  }

  /**
   * Texts that follow each other.
   *
   * @param offsets where each begins, and where the last one ends
   */
  record Texts(String column, ByteBuffer offsets, ByteBuffer bytes) {
    byte[] get(int row) {
      int start = offsets.getInt(row * Integer.BYTES);
      int end = offsets.getInt((row + 1) * Integer.BYTES);
      if (start < 0 || end < start || end > bytes.capacity()) {
        throw new IllegalArgumentException(
            "column " + column + " has no text from byte " + start + " to byte " + end);
      }
      byte[] text = new byte[end - start];
      bytes.get(start, text);
      return text;
    }
  }
}
