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

/**
 * One entry of a directory listing.
 *
 * @param name the last part of the path; the name of a directory ends with {@code /}
 * @param bytes the length of a file, 0 for a directory
 * @param modifiedMillis when the entry was last changed, milliseconds since 1970
 */
public record FileEntry(String name, long bytes, long modifiedMillis) {
  /** Whether this is a directory. */
  public boolean isDirectory() {
    return name.endsWith("/");
  }
}
