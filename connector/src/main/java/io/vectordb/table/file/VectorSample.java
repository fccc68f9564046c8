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

import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.store.TableStore;
import java.util.List;

/** Evenly spread, finite vectors of some data files, as 32-bit floats; none of a deleted row. */
public final class VectorSample {
  /** Larger elements of a mean would cost codes their accuracy. */
  private static final double LARGEST_MEAN = 1e12;

  private final int dimension;
  private float[] values;
  private int rows;

  private VectorSample(int dimension, int capacity) {
    this.dimension = dimension;
    this.values = new float[dimension * capacity];
  }

  /**
   * Takes a sample.
   *
   * @param limit the most rows to take
   */
  public static VectorSample of(
      TableStore store, List<DataFile> files, VectorColumn column, int limit) {
    long total = files.stream().mapToLong(DataFile::liveRows).sum();
    VectorSample sample = new VectorSample(column.dimension(), (int) Math.min(total, limit));
    double step = Math.max(1, (double) total / limit);
    long first = 0;
    double next = 0;
    for (DataFile file : files) {
      MappedArrowFile mapped = MappedFiles.open(store, file.stored());
      if (!mapped.has(column.fileName())) {
        continue;
      }
      for (int batch = 0; batch < mapped.batchCount(); batch++) {
        Selection live =
            DeletedRows.live(store, file.deletes(), mapped.firstRow(batch), 0, mapped.rows(batch));
        if (next < first + live.size()) {
          VectorBlock block = mapped.vectors(batch, column.fileName());
          long start = first;
          double from = next;
          next = mapped.read(() -> sample.add(block, live, start, from, step));
        }
        first += live.size();
      }
    }
    return sample;
  }

  /** Adds rows of a batch whose first one has the number {@code first}; returns where to go on. */
  private double add(VectorBlock block, Selection live, long first, double from, double step) {
    double next = from;
    for (; next < first + live.size(); next += step) {
      add(block, live.row((int) ((long) next - first)));
    }
    return next;
  }

  private void add(VectorBlock block, int row) {
    if (block.dimension() != dimension
        || block.isNull(row)
        || (rows + 1) * dimension > values.length) {
      return;
    }
    double[] vector = block.widened(row);
    for (int i = 0; i < dimension; i++) {
      float element = (float) vector[i];
      if (!Float.isFinite(element)) {
        return; // The next row overwrites what was copied.
      }
      values[rows * dimension + i] = element;
    }
    rows++;
  }

  public int rows() {
    return rows;
  }

  float[] values() {
    return values;
  }

  /** The mean of the rows; zero if there are none, or if it is too large to be of use. */
  public float[] mean() {
    double[] sums = new double[dimension];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < dimension; i++) {
        sums[i] += values[r * dimension + i];
      }
    }
    float[] mean = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      double element = rows == 0 ? 0 : sums[i] / rows;
      mean[i] = Math.abs(element) < LARGEST_MEAN ? (float) element : 0;
    }
    return mean;
  }
}
