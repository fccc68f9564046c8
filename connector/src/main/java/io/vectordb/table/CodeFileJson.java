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
package io.vectordb.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.StoredFile;
import io.vectordb.table.schema.Json;
import java.util.Map;

/** The codes of a data file as JSON: an object by vector column. */
final class CodeFileJson {
  private CodeFileJson() {}

  static ObjectNode encode(Map<String, CodeFile> codes) {
    ObjectNode json = Json.object();
    codes.forEach(
        (column, code) -> {
          ObjectNode columnJson = encode(code.file()).put("encoder", code.encoder());
          if (code.rotation() != null) {
            columnJson.set("rotation", encode(code.rotation()));
          }
          json.set(column, columnJson);
        });
    return json;
  }

  private static ObjectNode encode(StoredFile file) {
    return Json.object()
        .put("path", file.path())
        .put("bytes", file.bytes())
        .put("footerChecksum", Integer.toUnsignedLong(file.footerChecksum()));
  }
}
