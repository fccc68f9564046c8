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
package io.vectordb.table.store;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Symbolic links below the root of a table on a local disk: what they lead to may be anybody's. */
final class TableLinks {
  private TableLinks() {}

  /** Whether {@code relativeDirectory} is reached from {@code root} without any link. */
  static boolean areAbsent(Path root, String relativeDirectory) {
    Path path = root;
    for (String name : relativeDirectory.split("/")) {
      path = path.resolve(name);
      if (Files.isSymbolicLink(path)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses to delete or move something in a directory that is not the table's own.
   *
   * @throws VectorDbException if a link leads to the directory in which {@code relativePath} lies
   */
  static void requireOwn(TableStore store, String relativePath) {
    int end = relativePath.lastIndexOf('/');
    if (end > 0 && !store.isOwn(relativePath.substring(0, end))) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot delete or move "
              + store.describe(relativePath)
              + ": a part of this path below "
              + store.location()
              + " is a symbolic link, and what it leads to is not deleted. Put the directory itself"
              + " in the place of the link, or delete what is there by other means");
    }
  }
}
