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
import java.util.Map;

/**
 * Which name of a catalog a table that lies elsewhere belongs to, by the table's own word: a link
 * may be forged by whoever can write to the warehouse, to have other directories deleted.
 *
 * @param files in the table's directory
 */
record TableOwner(PropertyFiles files) {
  private static final String DIRECTORY = "_vectordb/owner";
  private static final String LINK = "link";

  static TableOwner of(TableDirectory table) {
    return new TableOwner(new PropertyFiles(table.table().store(), DIRECTORY));
  }

  /** Whether the table goes with the link in the directory {@code link}, an absolute name. */
  boolean is(String link) {
    return files.read().filter(properties -> link.equals(properties.get(LINK))).isPresent();
  }

  /** Makes the table go with the link in the directory {@code link}. */
  void set(String link) {
    if (!files.create(Map.of(LINK, link))) {
      files.update(before -> Map.of(LINK, link));
    }
  }
}
