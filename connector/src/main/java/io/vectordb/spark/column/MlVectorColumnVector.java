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

import io.vectordb.table.scan.ScanVectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Vectors as Spark ML's Vector, all dense: a struct of type, size, indices and values. */
final class MlVectorColumnVector extends BorrowedColumnVector {
  private static final byte DENSE = 1;
  private static final int VALUES = 3;

  private final ScanVectors vectors;
  private final ColumnVector values;

  MlVectorColumnVector(DataType type, ScanVectors vectors) {
    super(type);
    this.vectors = vectors;
    this.values =
        new VectorArrayColumnVector(
            DataTypes.createArrayType(DataTypes.DoubleType, false), vectors);
  }

  @Override
  public boolean hasNull() {
    return numNulls() > 0;
  }

  @Override
  public int numNulls() {
    return vectors.nullCount();
  }

  @Override
  public boolean isNullAt(int row) {
    return vectors.isNull(row);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return ordinal == VALUES ? values : new SameInEveryRow(ordinal);
  }

  /** A dense vector has the type {@code DENSE} and neither size nor indices. */
  private static final class SameInEveryRow extends BorrowedColumnVector {
    private final boolean isType;

    SameInEveryRow(int ordinal) {
      super(ordinal == 0 ? DataTypes.ByteType : DataTypes.NullType);
      this.isType = ordinal == 0;
    }

    @Override
    public boolean hasNull() {
      return !isType;
    }

    @Override
    public int numNulls() {
      return isType ? 0 : Integer.MAX_VALUE;
    }

    @Override
    public boolean isNullAt(int row) {
      return !isType;
    }

    @Override
    public byte getByte(int row) {
      return DENSE;
    }
  }
}
