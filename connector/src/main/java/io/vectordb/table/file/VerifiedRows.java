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

import java.util.concurrent.atomic.AtomicLongArray;

/** The rows of one column of one batch whose checksums have been found to be right; thread-safe. */
public final class VerifiedRows {
  private final AtomicLongArray bits;

  VerifiedRows(int rows) {
    this.bits = new AtomicLongArray((rows + Long.SIZE - 1) / Long.SIZE);
  }

  /** The rows of {@code in} that have not been verified. */
  public Selection missing(Selection in) {
    return in.where(row -> (bits.get(row / Long.SIZE) & 1L << row) == 0);
  }

  public void add(Selection rows) {
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.row(i);
      bits.getAndAccumulate(row / Long.SIZE, 1L << row, (known, bit) -> known | bit);
    }
  }
}
