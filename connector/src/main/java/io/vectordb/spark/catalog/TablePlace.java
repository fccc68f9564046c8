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

import io.vectordb.spark.TableDirectory;
import io.vectordb.table.ErrorCondition;
import io.vectordb.table.VectorDbException;
import java.util.Map;

/**
 * Where a table that is to be created will lie.
 *
 * @param directory the table's own directory
 * @param name the table's name, for messages
 * @param linkFiles the link from the warehouse to a directory elsewhere; null if there is none
 * @param external whether the files at the end of the link belong to the user
 */
record TablePlace(
    TableDirectory directory, String name, PropertyFiles linkFiles, boolean external) {
  /** Property of a link: the directory of the table. */
  private static final String LOCATION = "location";

  /** Property of a link: whether dropping the table leaves its files. */
  private static final String EXTERNAL = "external";

  boolean isLinked() {
    return linkFiles != null;
  }

  /** Makes the catalog know the table. */
  void register() {
    if (isLinked() && !linkFiles.create(link(directory.location(), external))) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_CONCURRENT_CHANGE,
          "A table "
              + name
              + " was created concurrently; the one at "
              + directory.location()
              + " has no name in the catalog. Create one with another name at this location, or"
              + " remove its files");
    }
  }

  static Map<String, String> link(String location, boolean external) {
    return Map.of(LOCATION, location, EXTERNAL, String.valueOf(external));
  }

  static String location(Map<String, String> link) {
    return link.get(LOCATION);
  }

  static boolean isExternal(Map<String, String> link) {
    return Boolean.parseBoolean(link.get(EXTERNAL));
  }
}
