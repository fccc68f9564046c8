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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.TableDirectory;

/**
 * Where a table that is to be created will lie.
 *
 * @param directory the table's own directory
 * @param name the table's name, for messages
 * @param link the directory in the warehouse from which a link leads there; null if it is no link
 * @param external whether the files at the end of the link belong to the user
 */
record TablePlace(
    TableDirectory directory, String name, Warehouse warehouse, String link, boolean external) {
  boolean isLinked() {
    return link != null;
  }

  /** Makes the catalog know the table, which has just been created. */
  void register() {
    if (isLinked() && !external) {
      TableOwner.of(directory).set(warehouse.describe(link));
    }
    makeLink(external);
  }

  /** Makes the catalog know the table, which was there before and so is the user's. */
  void adopt() {
    makeLink(true);
  }

  private void makeLink(boolean isExternal) {
    if (isLinked()
        && !new TableLink(directory.location(), isExternal).create(warehouse.linkFiles(link))) {
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
}
