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

import java.util.function.Supplier;

/** A program that answers queries. */
interface Searcher {
  /** Its name in the report. */
  String name();

  /** The rows that it searches. */
  int rows();

  /** How far its scores may be off, because it sums in another order, or in 32-bit floats. */
  default double tolerance() {
    return Truth.FLOAT_SUMS;
  }

  /**
   * Runs the query as a user would and has the result in this process; what the supplier does to
   * look at it is not timed.
   */
  Supplier<Answer> search(Ask ask) throws Exception;
}
