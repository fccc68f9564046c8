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
package io.vectordb.spark.functions;

import io.vectordb.table.filter.Measure;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The SQL function of a measure between two vectors, not yet bound to the types of its arguments.
 */
record ScoreFunction(Measure measure) implements UnboundFunction {
  @Override
  public String name() {
    return measure.label();
  }

  @Override
  public String description() {
    return name()
        + "(vector, vector) - DOUBLE; each vector is an ARRAY<FLOAT>, an ARRAY<DOUBLE>, a BINARY of"
        + " packed floats or an ML Vector";
  }

  @Override
  public BoundFunction bind(StructType arguments) {
    StructField[] fields = arguments.fields();
    if (fields.length != 2) {
      throw new UnsupportedOperationException(
          name() + " takes two vectors, but was called with " + fields.length + " arguments");
    }
    DataType left = castType(fields[0], fields[1]);
    DataType right = castType(fields[1], fields[0]);
    return new BoundScore(measure, left, right);
  }

  private DataType castType(StructField argument, StructField other) {
    DataType type = VectorDataType.castType(argument.dataType(), other.dataType());
    if (type == null) {
      throw new UnsupportedOperationException(
          name()
              + " takes vectors (ARRAY<FLOAT>, ARRAY<DOUBLE>, BINARY or ML Vector), but an argument"
              + " is "
              + argument.dataType().sql());
    }
    return type;
  }
}
