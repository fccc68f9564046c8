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

/** The errors that several classes have to tell. */
public final class VectorDbErrors {
  private VectorDbErrors() {}

  /**
   * A query vector that cannot be compared with those of a column.
   *
   * @param column what the message is about: {@code Column v}
   * @param dimension of the column's vectors
   */
  public static VectorDbException queryDimension(String column, int dimension, int queryDimension) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
        column
            + " holds vectors of dimension "
            + dimension
            + ", but the query vector has dimension "
            + queryDimension
            + "; pass a query vector of dimension "
            + dimension);
  }

  /** A file that the log lists and the store does not have. */
  public static VectorDbException missingFile(String file, Throwable cause) {
    return damaged(
        "File "
            + file
            + " is missing though the table's log lists it. If its version has expired since, vacuum"
            + " removed it: read a newer version. Else restore the file, or write its partition"
            + " again, or its codes if it lies below codes/",
        cause);
  }

  /** A file that is missing, and nothing more is known. */
  public static VectorDbException noSuchFile(String file) {
    return damaged(file + " does not exist", null);
  }

  /** A file of another length than the log says. */
  public static VectorDbException wrongLength(String file, long bytes, long expectedBytes) {
    return damaged(
        "File "
            + file
            + " has "
            + bytes
            + " bytes but the table's log says "
            + expectedBytes
            + ": it was truncated or replaced; restore the file, or write its partition again, or its"
            + " codes if it lies below codes/",
        null);
  }

  /**
   * A file that is not as it was written.
   *
   * @param file its kind and its name
   * @param problem and what to do
   */
  public static VectorDbException damagedFile(String file, String problem, Throwable cause) {
    return damaged(file + " is damaged: " + problem, cause);
  }

  private static VectorDbException damaged(String message, Throwable cause) {
    return new VectorDbException(ErrorCondition.VECTORDB_TABLE_DAMAGED, message, cause);
  }

  /** A file that could not be opened, for whatever reason. */
  public static VectorDbException unopened(String file, Throwable cause) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_STORAGE_FAILED, "Cannot open " + file + ": " + cause, cause);
  }

  /** The message of {@code cause}, with the type where that says more, as in NoSuchFile. */
  public static String reason(Exception cause) {
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
