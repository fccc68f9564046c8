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
package io.vectordb.spark.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log says of a table to Spark, which another program may have written. */
class SchemaMappingTest {
  private static final StructType COLUMNS =
      StructType.fromDDL("id BIGINT, v ARRAY<FLOAT>, s STRUCT<a: INT, b: MAP<STRING, DATE>>");

  private static final TableSchema TABLE =
      SchemaMapping.toTable(COLUMNS, VectorOptions.of(Map.of("dimension", "2")));

  private static TableSchema described(List<Field> fields, String json) {
    return new TableSchema(new Schema(fields, Map.of("org.apache.spark.sql.schema", json)));
  }

  @Test
  void schemaOfTheTableIsRead() {
    assertEquals(COLUMNS, SchemaMapping.toSpark(TABLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "7", "\"integer\"", "{}", "{\"type\":\"struct\"}", "not json", "[{}]"})
  void whatIsNoSchemaIsNamed(String json) {
    assertRefused(json, "is no schema of Spark's");
  }

  private static void assertRefused(String json, String problem) {
    TableSchema schema = described(TABLE.fields(), json);
    String message =
        assertThrows(VectorDbException.class, () -> SchemaMapping.toSpark(schema)).getMessage();
    assertTrue(message.contains(problem), message);
  }
}
