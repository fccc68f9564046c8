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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.FileKind;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.Json;
import io.vectordb.table.schema.VectorStats;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads what a checkpoint says in JSON about some of its files: the partition at once, statistics
 * and codes when somebody asks for them. What the files have in common is kept once.
 */
final class CheckpointTexts {
  private static final byte[] NOTHING = {'{', '}'};

  private final FileJsonReader reader;
  private final String name;

  // One for all files, because there may be many.
  private final Function<byte[], Map<String, ColumnStats>> columns;
  private final Function<byte[], Map<String, VectorStats>> vectors;
  private final Function<byte[], Map<String, CodeFile>> codes;

  /**
   * @param reader of this object's own
   * @param name the checkpoint's full name, for messages
   */
  CheckpointTexts(FileJsonReader reader, String name) {
    this.reader = reader;
    this.name = name;
    this.columns = text -> read(text, reader::columns);
    this.vectors = text -> read(text, reader::vectors);
    this.codes = text -> CodeFile.requireInside(read(text, reader::codes), name);
  }

  Map<String, Object> partitionValues(byte[] text) {
    return Json.read(text, reader::partitionValues);
  }

  Map<String, ColumnStats> columns(byte[] text) {
    return lazily(text, columns);
  }

  Map<String, VectorStats> vectors(byte[] text) {
    return lazily(text, vectors);
  }

  Map<String, CodeFile> codes(byte[] text) {
    return lazily(text, codes);
  }

  static boolean isNothing(byte[] text) {
    return Arrays.equals(text, NOTHING);
  }

  private static <V> Map<String, V> lazily(byte[] text, Function<byte[], Map<String, V>> reader) {
    return isNothing(text) ? Map.of() : new LazyMap<>(text, reader);
  }

  /** The checksum was right, so whoever wrote the checkpoint is to blame if this fails. */
  private <T> T read(byte[] text, Json.Part<T> part) {
    try {
      synchronized (reader) {
        return Json.read(text, part);
      }
    } catch (RuntimeException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_DAMAGED,
          "Checkpoint " + name + " was written wrongly: " + FileKind.reason(e) + "; delete it",
          e);
    }
  }
}
