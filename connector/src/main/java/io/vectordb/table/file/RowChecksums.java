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

import java.nio.ByteBuffer;

/** The checksums of the single vectors of a batch, which stand with their codes. */
public final class RowChecksums {
  private final int[] checksums;
  private final float[] errors;

  /**
   * Copies them.
   *
   * @param checksums little-endian integers
   * @param errors little-endian floats, which tell which vectors are NULL
   */
  RowChecksums(ByteBuffer checksums, ByteBuffer errors) {
    this.checksums = new int[checksums.remaining() / Integer.BYTES];
    this.errors = new float[errors.remaining() / Float.BYTES];
    checksums.asIntBuffer().get(this.checksums);
    errors.asFloatBuffer().get(this.errors);
  }

  /** Whether the vector was NULL when it was encoded. */
  public boolean isNull(int row) {
    return Float.isNaN(errors[row]);
  }

  /**
   * The first of {@code rows} whose vector is not the one that was encoded; -1 if there is none.
   */
  public int firstDamaged(VectorBlock block, Selection rows) {
    byte[] copy = new byte[block.rowBytes()];
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      if (block.isNull(row) != isNull(row) || block.checksum(row, copy) != checksums[row]) {
        return row;
      }
    }
    return -1;
  }
}
