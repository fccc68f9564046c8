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
import io.vectordb.table.store.FileEntry;
import io.vectordb.table.store.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The directory of a catalog. A namespace is a directory in it, or in another namespace, and so is
 * a table; a directory named {@code _vectordb} in each of them says what it is.
 */
final class Warehouse {
  private static final String MARKS = "_vectordb";

  /** What the directory of a table holds in {@link #MARKS}. */
  private static final String LOG = "log/";

  private static final String NAMESPACE = "namespace/";
  private static final String LINK = "link/";

  /** Where directories lie while they are deleted. */
  private static final String DROPPED = MARKS + "/dropped";

  /** What a directory of the warehouse is. */
  record Kinds(boolean table, boolean link, boolean namespace) {
    boolean isTable() {
      return table || link;
    }
  }

  private final TableStore store;

  Warehouse(TableStore store) {
    this.store = store;
  }

  /** The directory of the object with these names; empty for the warehouse itself. */
  static String directory(List<String> names) {
    names.forEach(Warehouse::requireValid);
    return String.join("/", names);
  }

  private static void requireValid(String name) {
    boolean valid =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && !name.equals(MARKS)
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (!valid) {
      throw new VectorDbException(
          "'"
              + name
              + "' cannot be the name of a table or namespace, because it is the name of a"
              + " directory, too: choose one that is not empty, '.', '..' or '"
              + MARKS
              + "' and has no slash, backslash, colon or control character");
    }
  }

  /** Whether {@code name} can be that of a table or namespace at all. */
  private static boolean isValid(String name) {
    try {
      requireValid(name);
      return true;
    } catch (VectorDbException e) {
      return false;
    }
  }

  Kinds kinds(String directory) {
    boolean table = false;
    boolean link = false;
    boolean namespace = false;
    for (FileEntry entry : store.list(child(directory, MARKS))) {
      table |= entry.name().equals(LOG);
      link |= entry.name().equals(LINK);
      namespace |= entry.name().equals(NAMESPACE);
    }
    return new Kinds(table, link, namespace);
  }

  /** The names of directories in this one that can be tables or namespaces. */
  List<String> children(String directory) {
    List<String> names = new ArrayList<>();
    for (FileEntry entry : directory.isEmpty() ? store.list() : store.list(directory)) {
      if (entry.name().endsWith("/")) {
        String name = entry.name().substring(0, entry.name().length() - 1);
        if (isValid(name)) {
          names.add(name);
        }
      }
    }
    names.sort(null);
    return names;
  }

  /** The properties of a namespace, in its directory. */
  PropertyFiles namespaceFiles(String directory) {
    return new PropertyFiles(store, child(child(directory, MARKS), NAMESPACE));
  }

  /** Where a table lies that is not in the warehouse. */
  PropertyFiles linkFiles(String directory) {
    return new PropertyFiles(store, child(child(directory, MARKS), LINK));
  }

  /**
   * Deletes a directory with all that is in it. Where directories can be renamed, it is gone at
   * once, though the deletion takes its time. What a deletion that was killed has left goes with
   * the next one.
   */
  void delete(String directory) {
    if (store.canMoveDirectories()) {
      if (store.moveDirectory(directory, child(DROPPED, UUID.randomUUID().toString()))) {
        store.list(DROPPED).forEach(left -> store.deleteDirectory(child(DROPPED, left.name())));
      }
      return;
    }
    // The log first: without it, nothing else is a table's.
    store.deleteDirectory(child(directory, MARKS));
    store.deleteDirectory(directory);
  }

  /**
   * Gives a directory another name.
   *
   * @return false if something has that name, or there is no such directory
   */
  boolean move(String directory, String newDirectory) {
    return store.moveDirectory(directory, newDirectory);
  }

  boolean canMove() {
    return store.canMoveDirectories();
  }

  /** The full name of a directory. */
  String describe(String directory) {
    return directory.isEmpty() ? store.location() : store.describe(directory);
  }

  private static String child(String directory, String name) {
    String trimmed = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    return directory.isEmpty() ? trimmed : directory + "/" + trimmed;
  }
}
