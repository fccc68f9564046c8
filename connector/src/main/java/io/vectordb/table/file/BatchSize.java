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

import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;

/** How large the record batches of data files are. */
public final class BatchSize {
  private static final int MAX_ROWS = 4096;

  /**
   * A batch of vectors is about so large: long enough runs for the disk, short enough for a heap.
   */
  private static final long TARGET_BYTES = 16L << 20;

  private BatchSize() {}

  /** The number of rows that make a full batch. */
  public static int maxRows(TableSchema schema) {
    long rowBytes = 1;
    for (VectorColumn column : schema.vectorColumns()) {
      rowBytes += (long) column.dimension() * column.type().elementBytes();
    }
    return (int) Math.max(1, Math.min(MAX_ROWS, TARGET_BYTES / rowBytes));
  }

  /** Whether a batch that takes so much memory is full however few rows it has. */
  public static boolean isLarge(long bytes) {
    return bytes >= 4 * TARGET_BYTES;
  }
}
