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

import io.vectordb.kernels.pairs.VectorRows;
import io.vectordb.spark.functions.VectorArgument;
import io.vectordb.spark.functions.VectorDataType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BindReferences;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.package$;
import scala.collection.immutable.Seq;

/** Reads the vectors of one side. */
final class VectorReader {
  private final Expression vector;
  private final VectorDataType type;
  private final VectorArgument argument;

  /**
   * @param vector an expression of {@code columns}
   */
  VectorReader(Expression vector, Seq<Attribute> columns) {
    this.vector =
        BindReferences.bindReference(vector, package$.MODULE$.AttributeSeq(columns), false);
    this.type = VectorDataType.of(vector.dataType());
    this.argument = new VectorArgument(type, false);
  }

  /** Reads the vector of {@code row}; false if it is NULL or has a NULL element. */
  boolean read(InternalRow row) {
    return argument.read(vector.eval(row));
  }

  /** The dimension of the vector that was read. */
  int dim() {
    return argument.dimension();
  }

  /** Room for vectors like those that are read. */
  VectorRows rows(int dim, int capacity) {
    return type.holdsFloats()
        ? VectorRows.ofFloats(dim, capacity)
        : VectorRows.ofDoubles(dim, capacity);
  }

  int elementBytes() {
    return type.holdsFloats() ? Float.BYTES : Double.BYTES;
  }

  /** Appends the vector that was read. */
  void addTo(VectorRows rows) {
    rows.reserve();
    int start = rows.size() * rows.dim();
    if (rows.isDouble()) {
      System.arraycopy(argument.doubles(), 0, rows.doubles(), start, rows.dim());
    } else {
      System.arraycopy(argument.floats(), 0, rows.floats(), start, rows.dim());
    }
    rows.added();
  }
}
