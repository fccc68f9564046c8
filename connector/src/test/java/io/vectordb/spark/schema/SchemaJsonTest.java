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
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Texts of limited length in the schema of a table. */
class SchemaJsonTest {
  private static final StructType LIMITED =
      StructType.fromDDL(
          "c CHAR(5) COMMENT 'it''s', v VARCHAR(7) NOT NULL,"
              + " s STRUCT<`a b`: CHAR(2) NOT NULL COMMENT 'x', d: ARRAY<VARCHAR(3)>, i: INT>,"
              + " m MAP<CHAR(1), DATE>, t STRING, n INT");

  private static StructType text() {
    return new StructType().add("c", DataTypes.StringType, true, Metadata.empty());
  }

  @Test
  void comesBack() {
    String json = SchemaJson.write(LIMITED);
    assertEquals(LIMITED, SchemaJson.read(json));
    assertEquals(json, SchemaJson.write(SchemaJson.read(json)));
  }

  @Test
  void earlierVersionsWroteTypes() {
    assertEquals(LIMITED, SchemaJson.read(LIMITED.json()));
  }

  @Test
  void typeOfAnotherReleaseIsNamed() {
    String json =
        SchemaJson.write(StructType.fromDDL("c CHAR(5)"))
            .replace("CHAR(5)", "CHAR(5) COLLATE KLINGON");
    String message =
        assertThrows(VectorDbException.class, () -> SchemaJson.read(json)).getMessage();
    assertTrue(message.contains("Column c is CHAR(5) COLLATE KLINGON"), message);
  }

  @Test
  void otherColumnsAreAsSparkWritesThem() {
    assertEquals(text().json(), SchemaJson.write(text()));
  }
}
