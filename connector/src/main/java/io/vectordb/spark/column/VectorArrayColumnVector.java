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

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Vectors as arrays. Spark's own reader of Arrow vectors does not know lists of fixed size. */
final class VectorArrayColumnVector extends BorrowedColumnVector {
  private final FieldVector vectors;
  private final ColumnVector elements;
  private final int dimension;

  VectorArrayColumnVector(DataType type, FixedSizeListVector vectors, int dimension) {
    super(type);
    this.vectors = vectors;
    this.elements = new ArrowColumnVector(vectors.getDataVector());
    this.dimension = dimension;
  }

  @Override
  public boolean hasNull() {
    return vectors.getNullCount() > 0;
  }

  @Override
  public int numNulls() {
    return vectors.getNullCount();
  }

  @Override
  public boolean isNullAt(int row) {
    return vectors.isNull(row);
  }

  @Override
  public ColumnarArray getArray(int row) {
    return new ColumnarArray(elements, row * dimension, dimension);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return elements;
  }
}
