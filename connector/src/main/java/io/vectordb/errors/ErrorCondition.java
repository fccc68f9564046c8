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
package io.vectordb.errors;

/**
 * What kind of error a {@link VectorDbException} is. The names are what programs tell errors apart
 * by, so they never change; the messages may.
 */
public enum ErrorCondition {
  /** What was asked for cannot be done. */
  VECTORDB_INVALID_OPERATION("42000"),
  /** An option, a table property or a setting is unknown, or has a value that it cannot have. */
  VECTORDB_OPTION_INVALID("42K06"),
  /** An argument of a procedure or method has a value that it cannot have. */
  VECTORDB_ARGUMENT_INVALID("22023"),
  /** A column is missing, occurs twice, or has a type that is not fit for what it is used for. */
  VECTORDB_COLUMN_INVALID("42000"),
  /** A row to be written has a value that cannot be stored. */
  VECTORDB_VALUE_INVALID("22000", true),
  /** Two vectors that are compared or stored together have different dimensions. */
  VECTORDB_DIMENSION_MISMATCH("22000"),
  /** A version does not exist, or it has expired. */
  VECTORDB_VERSION_NOT_FOUND("42704"),
  /** Others have changed what a write is based on. Nothing was committed: it can be repeated. */
  VECTORDB_CONCURRENT_CHANGE("40001", true),
  /** Whether a write was committed is not known: look at the table before it is repeated. */
  VECTORDB_COMMIT_UNKNOWN("40003", true),
  /** A checkpoint and the table that its query reads or writes do not belong together. */
  VECTORDB_STREAM_INCONSISTENT("55000", true),
  /** A file of the table is missing, or is not what was written. */
  VECTORDB_TABLE_DAMAGED("XX001", true),
  /** The table was written by a newer release of vectordb. */
  VECTORDB_TABLE_TOO_NEW("0A000", true),
  /** The file system or object store failed, or is not fit for tables. */
  VECTORDB_STORAGE_FAILED("58030", true),
  /** There is nothing at a path. Spark's own condition. */
  PATH_NOT_FOUND("42K03"),
  /** There is something at a path. Spark's own condition. */
  PATH_ALREADY_EXISTS("42K04"),
  /** A catalog has no such table. Spark's own condition. */
  TABLE_OR_VIEW_NOT_FOUND("42P01"),
  /** A catalog has no such function or procedure. Spark's own condition. */
  ROUTINE_NOT_FOUND("42883");

  private final String sqlState;
  private final boolean dependsOnState;

  ErrorCondition(String sqlState) {
    this(sqlState, false);
  }

  ErrorCondition(String sqlState, boolean dependsOnState) {
    this.sqlState = sqlState;
    this.dependsOnState = dependsOnState;
  }

  /** The SQLSTATE, five characters of the SQL standard or of what databases have in common. */
  public String sqlState() {
    return sqlState;
  }

  /**
   * Whether what was asked for may be right, but the rows, the table or the store that it met do
   * not allow it.
   */
  public boolean dependsOnState() {
    return dependsOnState;
  }
}
