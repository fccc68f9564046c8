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
package io.vectordb.spark.read;

import io.vectordb.table.KeyRanges;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.util.AccumulatorV2;

/** Gathers keys of several columns from all tasks; NULL is no key. */
final class KeyAccumulator extends AccumulatorV2<Object[], List<KeyRanges>> {
  private static final long serialVersionUID = 1L;

  private final int columns;
  private List<KeyRanges> keys;

  KeyAccumulator(int columns) {
    this.columns = columns;
    reset();
  }

  @Override
  public boolean isZero() {
    return keys.stream().allMatch(KeyRanges::isEmpty);
  }

  @Override
  public KeyAccumulator copy() {
    KeyAccumulator copy = new KeyAccumulator(columns);
    copy.keys = keys.stream().map(KeyRanges::copy).toList();
    return copy;
  }

  @Override
  public void reset() {
    keys = Stream.generate(KeyRanges::new).limit(columns).toList();
  }

  @Override
  public void add(Object[] row) {
    for (int i = 0; i < columns; i++) {
      if (row[i] != null) {
        keys.get(i).add(row[i]);
      }
    }
  }

  /** Says that a row has a key of which nothing is known. */
  void addAnything(int column) {
    keys.get(column).addAnything();
  }

  @Override
  public void merge(AccumulatorV2<Object[], List<KeyRanges>> other) {
    for (int i = 0; i < columns; i++) {
      keys.get(i).addAll(other.value().get(i));
    }
  }

  @Override
  public List<KeyRanges> value() {
    return keys;
  }
}
