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
package io.vectordb.spark.column;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Some rows of another column vector. */
final class SelectedColumnVector extends BorrowedColumnVector {
  private final ColumnVector all;
  private final int[] rows;

  /**
   * @param rows the rows of {@code all} that this column has; null for all of them
   */
  SelectedColumnVector(DataType type, ColumnVector all, int[] rows) {
    super(type);
    this.all = all;
    this.rows = rows;
  }

  private int row(int index) {
    return rows == null ? index : rows[index];
  }

  @Override
  public boolean hasNull() {
    return all.hasNull();
  }

  /** Of all rows: the interface allows an upper bound where only the presence of NULLs matters. */
  @Override
  public int numNulls() {
    return all.numNulls();
  }

  @Override
  public boolean isNullAt(int index) {
    return all.isNullAt(row(index));
  }

  @Override
  public boolean getBoolean(int index) {
    return all.getBoolean(row(index));
  }

  @Override
  public byte getByte(int index) {
    return all.getByte(row(index));
  }

  @Override
  public short getShort(int index) {
    return all.getShort(row(index));
  }

  @Override
  public int getInt(int index) {
    return all.getInt(row(index));
  }

  @Override
  public long getLong(int index) {
    return all.getLong(row(index));
  }

  @Override
  public float getFloat(int index) {
    return all.getFloat(row(index));
  }

  @Override
  public double getDouble(int index) {
    return all.getDouble(row(index));
  }

  @Override
  public ColumnarArray getArray(int index) {
    return all.getArray(row(index));
  }

  @Override
  public ColumnarMap getMap(int index) {
    return all.getMap(row(index));
  }

  @Override
  public Decimal getDecimal(int index, int precision, int scale) {
    return all.getDecimal(row(index), precision, scale);
  }

  @Override
  public UTF8String getUTF8String(int index) {
    return all.getUTF8String(row(index));
  }

  @Override
  public byte[] getBinary(int index) {
    return all.getBinary(row(index));
  }

  /** Structs, intervals and variants are read through the children, by the row of this column. */
  @Override
  public ColumnVector getChild(int ordinal) {
    ColumnVector child = all.getChild(ordinal);
    return new SelectedColumnVector(child.dataType(), child, rows);
  }
}
