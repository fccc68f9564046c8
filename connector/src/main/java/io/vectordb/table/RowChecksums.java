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

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** The checksums of the single vectors of a batch, which stand with their codes. */
final class RowChecksums {
  private final IntBuffer checksums;
  private final FloatBuffer errors;

  /**
   * @param errors tell which vectors are NULL
   */
  RowChecksums(IntBuffer checksums, FloatBuffer errors) {
    this.checksums = checksums;
    this.errors = errors;
  }

  /** Whether the vector was NULL when it was encoded. */
  boolean isNull(int row) {
    return Float.isNaN(errors.get(row));
  }

  /**
   * The first of {@code rows} whose vector is not the one that was encoded; -1 if there is none.
   */
  int firstDamaged(VectorBlock block, Selection rows) {
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      if (block.isNull(row) != isNull(row) || block.checksum(row) != checksums.get(row)) {
        return row;
      }
    }
    return -1;
  }
}
