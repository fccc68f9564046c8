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
package io.vectordb.table.scan;

import io.vectordb.table.file.Selection;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;

/**
 * Rows that a scan returns: some rows of one record batch. The columns are the whole batch's, so
 * that they need not be rearranged; {@link #row(int)} says which of their rows count. Valid until
 * the scan moves on.
 */
public final class ScanBatch {
  private final ScoredBatch batch;
  private final BatchColumns columns;
  private final Selection selection;
  private final String file;
  private final long firstRow;

  ScanBatch(ScoredBatch batch, Selection selection, String file, long firstRow) {
    this.batch = batch;
    this.columns = batch.columns();
    this.selection = selection;
    this.file = file;
    this.firstRow = firstRow;
  }

  /** The number of rows. */
  public int size() {
    return selection.size();
  }

  /** The number in the batch's columns of the row at {@code index}. */
  public int row(int index) {
    return selection.row(index);
  }

  /** The numbers in the batch's columns of all rows, ascending. */
  public int[] rows() {
    return selection.toArray();
  }

  /** The number of rows that the batch's columns have. */
  public int batchRows() {
    return columns.rows();
  }

  /** The data file that the batch is a part of, relative to the table's root. */
  public String file() {
    return file;
  }

  /** The number of the batch's first row in its data file. */
  public long firstRow() {
    return firstRow;
  }

  /** A column of the batch, of which only the rows that count may be read. */
  public FieldVector column(String name) {
    return columns.vector(name, selection);
  }

  /** What the vectors of a column are to users; empty if it is no vector column. */
  public Optional<VectorType> vectorType(String column) {
    return columns.vectorColumn(column).map(VectorColumn::type);
  }

  /** The vectors of a vector column of the batch. */
  public ScanVectors vectors(String name) {
    return new ScanVectors(columns, name, selection);
  }

  /** The scores {@code name} of all rows, by index; the value of a NULL is not defined. */
  public double[] scores(String name) {
    BatchScores scores = batch.scores(name, selection);
    double[] values = new double[selection.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.value(selection.row(i));
    }
    return values;
  }

  /** Which of the scores {@code name} are NULL, by index, or null if none is. */
  public boolean[] scoreNulls(String name) {
    BatchScores scores = batch.scores(name, selection);
    if (!scores.anyNull()) {
      return null;
    }
    boolean[] nulls = new boolean[selection.size()];
    for (int i = 0; i < nulls.length; i++) {
      nulls[i] = scores.isNull(selection.row(i));
    }
    return nulls;
  }
}
