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
package io.vectordb.table.scan;

/**
 * Whether the codes of a file pay for a query: whether reading them, and the vectors of the rows
 * that need a score all the same, is less work than reading all vectors. A scan tries a few rows
 * first, and later tries again, because rows that are next to each other are often alike.
 */
final class Payoff {
  /** Rows of a trial: what is lost if codes do not pay, against batches of thousands. */
  static final int TRIAL_ROWS = 256;

  /** Rows that are scanned without codes after a trial has failed. */
  private static final long PAUSE_ROWS = 1 << 18;

  // What things cost in the time that it takes to scan a byte of vectors; measured, with vectors of
  // 32 to 1024 elements.

  /** Looking at a row, beside its vector. */
  private static final double ROW = 400;

  /** Looking at a row by its codes. */
  private static final double CODED_ROW = 125;

  /** Codes take more computation than vectors. */
  private static final double CODE_BYTE = 2;

  /** Looking at a row again in another level. */
  private static final double VISIT = 425;

  /** Going to a single vector. */
  private static final double VECTOR = 2500;

  /** Single vectors are not next to each other, which makes their bytes dearer. */
  private static final double VECTOR_BYTE = 3.25;

  /** Less than 1, because costs are not known better than this. */
  private static final double WORTHWHILE = 0.9;

  private boolean pays;
  private long pause;

  /** How many of the next {@code rows} rows to scan with codes. */
  int rowsToTry(int rows) {
    if (pause > 0) {
      pause -= rows;
      return 0;
    }
    return pays ? rows : Math.min(rows, TRIAL_ROWS);
  }

  /**
   * Learns what came of scanning rows with codes.
   *
   * @param visits see {@link io.vectordb.codes.Estimator#visits()}
   * @param vectors how many of the rows were scored in spite of their codes
   */
  void learn(long rows, long codeBytes, long visits, long vectors, long rowBytes) {
    if (rows < TRIAL_ROWS / 2) {
      return;
    }
    double cost =
        CODED_ROW * rows
            + CODE_BYTE * codeBytes
            + VISIT * visits
            + (VECTOR + VECTOR_BYTE * rowBytes) * vectors;
    pays = cost < WORTHWHILE * rows * (ROW + rowBytes);
    pause = pays ? 0 : PAUSE_ROWS;
  }

  /** Whether rows are scanned with codes now. */
  boolean pays() {
    return pays;
  }
}
