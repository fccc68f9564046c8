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

import java.util.Locale;

/** Where the files of a table's log are, relative to the table. */
public final class LogNames {
  public static final String DIRECTORY = "_vectordb/log";
  public static final String CHECKPOINT_DIRECTORY = "_vectordb/checkpoint";

  private LogNames() {}

  /** The commit that made version {@code version}. */
  public static String commit(long version) {
    return String.format(Locale.ROOT, "%s/%020d.json", DIRECTORY, version);
  }

  /** The state after version {@code version}. */
  public static String checkpoint(long version) {
    return String.format(Locale.ROOT, "%s/%020d.arrow", CHECKPOINT_DIRECTORY, version);
  }

  /** Says that the versions before {@code version} have expired. */
  public static String mark(long version) {
    return String.format(Locale.ROOT, "%s/%020d.oldest", CHECKPOINT_DIRECTORY, version);
  }
}
