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
package io.vectordb.codes;

import java.util.Arrays;

/** An ascending list of rows of a block. */
public final class RowList {
  int[] rows = new int[0];
  int size;

  RowList() {}

  /** Makes room for {@code rows} rows. */
  void ensure(int count) {
    if (rows.length < count) {
      rows = new int[count];
    }
  }

  public int size() {
    return size;
  }

  public int row(int index) {
    return rows[index];
  }

  /** A copy. */
  public int[] toArray() {
    return Arrays.copyOf(rows, size);
  }
}
