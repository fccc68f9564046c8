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
package io.vectordb.benchmarks;

/**
 * The times of one program for one kind of query.
 *
 * @param rows the rows of the table
 * @param bytesPerRow what was read of a row; NaN if unknown
 */
record Measured(String who, Kind kind, int rows, Samples samples, double bytesPerRow) {
  double rowsPerSecond() {
    return rows / samples.median() * 1000;
  }

  Measured withBytesPerRow(double bytes) {
    return new Measured(who, kind, rows, samples, bytes);
  }
}
