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

import io.vectordb.table.Snapshot;
import io.vectordb.table.schema.VectorColumn;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The vector columns of which the log proves that no vector is NULL or has a NULL element.
 *
 * @param columns their names
 */
public record WholeVectors(Set<String> columns) {
  /** A version of more files is not looked through, because most queries do without. */
  private static final int MAX_FILES = 10_000;

  /** Those of a version. */
  public static WholeVectors in(Snapshot version) {
    return new WholeVectors(
        version.schema().vectorColumns().stream()
            .map(VectorColumn::name)
            .filter(column -> isWhole(version, version.schema().fileName(column)))
            .collect(Collectors.toSet()));
  }

  private static boolean isWhole(Snapshot version, String fileName) {
    return version.files().size() <= MAX_FILES
        && version.files().stream()
            .map(file -> file.vectors().get(fileName))
            .allMatch(stats -> stats != null && stats.nullCount() == 0);
  }

  /** {@code schema} with array types that say that there is no NULL element. */
  public StructType describe(StructType schema) {
    StructType described = new StructType();
    for (StructField field : schema.fields()) {
      described =
          field.dataType() instanceof ArrayType array && columns.contains(field.name())
              ? described.add(
                  field.name(),
                  new ArrayType(array.elementType(), false),
                  field.nullable(),
                  field.metadata())
              : described.add(field);
    }
    return described;
  }
}
