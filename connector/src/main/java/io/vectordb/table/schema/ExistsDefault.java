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
package io.vectordb.table.schema;

import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The value of a field in files that were written before there was the field. */
public final class ExistsDefault {
  private ExistsDefault() {}

  /** Whether there may be such files: the field was added to a table that existed. */
  public static boolean isAdded(Field field) {
    return field.getMetadata().containsKey(TableSchema.EXISTS_DEFAULT_KEY);
  }

  /** The value, one of {@link Scalars}; null for NULL. */
  public static Object of(Field field) {
    String json = field.getMetadata().get(TableSchema.EXISTS_DEFAULT_KEY);
    return ScalarKind.of(field)
        .filter(kind -> json != null)
        .map(kind -> ScalarJson.decode(kind, Json.parse(json)))
        .orElse(null);
  }

  /**
   * {@code field} with this value.
   *
   * @param value one of {@link Scalars}, of the field's type; null for NULL
   */
  static Field set(Field field, Object value) {
    Map<String, String> metadata = new HashMap<>(field.getMetadata());
    String json =
        value == null
            ? "null"
            : Json.text(ScalarJson.encode(ScalarKind.of(field).orElseThrow(), value));
    metadata.put(TableSchema.EXISTS_DEFAULT_KEY, json);
    return new Field(
        field.getName(),
        new FieldType(field.isNullable(), field.getType(), field.getDictionary(), metadata),
        field.getChildren());
  }
}
