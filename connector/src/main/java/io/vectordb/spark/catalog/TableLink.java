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
package io.vectordb.spark.catalog;

import io.vectordb.errors.VectorDbException;
import java.util.Map;
import java.util.Optional;

/**
 * What a catalog's name of a table that lies elsewhere says.
 *
 * @param location the table's directory
 * @param external whether the files there are the user's, so that dropping the table leaves them
 */
record TableLink(String location, boolean external) {
  private static final String LOCATION = "location";
  private static final String EXTERNAL = "external";

  /**
   * The link in these files; nothing if there is none.
   *
   * @throws VectorDbException if the files hold something else
   */
  static Optional<TableLink> read(PropertyFiles files) {
    return files.read().map(properties -> of(properties, files));
  }

  private static TableLink of(Map<String, String> properties, PropertyFiles files) {
    String location = properties.get(LOCATION);
    if (location == null || location.isBlank()) {
      throw files.damaged("there is no '" + LOCATION + "', the directory of the table", null);
    }
    // Whatever else it says: files are deleted only if it certainly may be done.
    return new TableLink(location, !"false".equals(properties.get(EXTERNAL)));
  }

  /** Writes the link; false if there is one. */
  boolean create(PropertyFiles files) {
    return files.create(Map.of(LOCATION, location, EXTERNAL, String.valueOf(external)));
  }
}
