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
import java.util.regex.Pattern;

/** The rule for names of files inside a table; the log may come from anywhere. */
public final class RelativePath {
  /** At least two letters, so that a Windows drive is not taken for a scheme. */
  static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

  private RelativePath() {}

  /**
   * {@code path} itself if it is relative and stays inside the table.
   *
   * @throws VectorDbException for an empty path, an absolute path, a scheme, a backslash, a control
   *     character, and an empty, {@code .} or {@code ..} part
   */
  public static String check(String path, String root) {
    if (path == null || path.isEmpty()) {
      throw outside(path, root, "it is empty");
    }
    if (path.startsWith("/")) {
      throw outside(path, root, "it is absolute");
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\' || c < ' ') {
        throw outside(path, root, "it contains a backslash or a control character");
      }
    }
    // Without patterns for most paths: to open a large table is to check hundreds of thousands.
    if (path.indexOf(':') >= 0
        && (SCHEME.matcher(path.substring(0, partEnd(path, 0))).matches()
            || path.matches("[A-Za-z]:.*"))) {
      throw outside(path, root, "it starts with a scheme or a drive");
    }
    for (int from = 0; from <= path.length(); from = partEnd(path, from) + 1) {
      int length = partEnd(path, from) - from;
      if (length == 0 || (length <= 2 && path.startsWith("..".substring(0, length), from))) {
        throw outside(path, root, "it has an empty, '.' or '..' part");
      }
    }
    return path;
  }

  private static int partEnd(String path, int from) {
    int slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }

  private static VectorDbException outside(String path, String root, String why) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_TABLE_DAMAGED,
        "Path outside the table: '"
            + path
            + "' in table "
            + root
            + " is refused because "
            + why
            + "; names in the log must be relative and stay inside the table");
  }
}
