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
package io.vectordb.spark.duplicates;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A column that an argument names. */
final class TableColumn {
  private TableColumn() {}

  /**
   * The column {@code name}, in any case.
   *
   * @param argument that names it
   * @param fits which types it may have
   */
  static StructField find(
      StructType schema, String name, String argument, Predicate<DataType> fits) {
    List<StructField> fields =
        Arrays.stream(schema.fields()).filter(field -> fits.test(field.dataType())).toList();
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .or(() -> fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst())
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_COLUMN_INVALID,
                    "Argument "
                        + argument
                        + " names '"
                        + name
                        + "', which is no column of the table that is fit for it; choose from "
                        + fields.stream().map(StructField::name).toList()));
  }
}
