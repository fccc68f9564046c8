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
package io.vectordb.table;

/**
 * Whether the codes of a file pay for a query: whether reading them, and the vectors of the rows
 * that they leave undecided, is less work than reading all vectors. A scan tries a few rows first,
 * and later tries again, because rows that are next to each other are often alike.
 */
final class Payoff {
  /** Rows of a trial: what is lost if codes do not pay, against batches of thousands. */
  static final int TRIAL_ROWS = 256;

  /** Rows that are scanned without codes after a trial has failed. */
  private static final long PAUSE_ROWS = 1 << 18;

  /** Vectors of undecided rows are not next to each other, which makes their bytes dearer. */
  private static final double SCATTERED = 1.5;

  /** Less than 1, since codes cost more computation by the byte than vectors. */
  private static final double WORTHWHILE = 0.85;

  private boolean isTried;
  private long pause;

  /** How many of the next {@code rows} rows to scan with codes. */
  int rowsToTry(int rows) {
    if (pause > 0) {
      pause -= rows;
      return 0;
    }
    return isTried ? rows : Math.min(rows, TRIAL_ROWS);
  }

  /** Learns what came of scanning {@code rows} rows with codes. */
  void learn(int rows, long codeBytes, int undecided, long rowBytes) {
    if (rows < TRIAL_ROWS / 2) {
      return;
    }
    double cost = codeBytes + SCATTERED * undecided * rowBytes;
    isTried = cost < WORTHWHILE * rows * rowBytes;
    pause = isTried ? 0 : PAUSE_ROWS;
  }

  /** Whether rows are scanned with codes now. */
  boolean isPaying() {
    return isTried;
  }
}
