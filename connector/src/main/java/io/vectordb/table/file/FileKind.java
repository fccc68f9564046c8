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
package io.vectordb.table.file;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;

/** What a file of a table is for, and what to do if it is lost. */
public enum FileKind {
  DATA("Data file", "Restore it from a backup, or overwrite the table or partition"),
  CODES("Code file", "No row is lost: encode the table again, or search it without codes"),
  DELETES(
      "Deletion vector",
      "Without it deleted rows would come back, so its data file cannot be read. Restore it from a"
          + " backup, or overwrite the table or partition");

  private final String label;
  private final String remedy;

  FileKind(String label, String remedy) {
    this.label = label;
    this.remedy = remedy;
  }

  VectorDbException missing(String name, Throwable cause) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_TABLE_DAMAGED,
        label
            + " "
            + name
            + " is missing. If its version has expired, vacuum removed it: read a newer version."
            + " Else something other than vectordb did. "
            + remedy,
        cause);
  }

  public VectorDbException damaged(String name, String reason, Throwable cause) {
    return VectorDbErrors.damagedFile(label + " " + name, reason + ". " + remedy, cause);
  }

  /** What a parser has met that gave up with {@code problem}, which may be anything. */
  public static String reason(Throwable problem) {
    return problem instanceof IllegalArgumentException && problem.getMessage() != null
        ? problem.getMessage()
        : problem.toString();
  }
}
