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
package io.vectordb.spark.join.task;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Rows that can be read in any order, as often as wanted, until the next ones are asked for. */
public interface Rows {
  int count();

  /** Row {@code i}, valid until another one is asked for. */
  InternalRow row(int i);

  static Rows of(InternalRow row) {
    return of(List.of(row));
  }

  static Rows of(List<InternalRow> rows) {
    return new Rows() {
      @Override
      public int count() {
        return rows.size();
      }

      @Override
      public InternalRow row(int i) {
        return rows.get(i);
      }
    };
  }

  /** Of a batch that the reader may fill anew as soon as it is asked for another one. */
  static Rows of(ColumnarBatch batch) {
    int count = batch.numRows();
    return new Rows() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public InternalRow row(int i) {
        return batch.getRow(i);
      }
    };
  }
}
