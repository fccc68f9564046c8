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

import java.util.OptionalLong;

/** Something whose time is taken. */
interface Subject {
  /** Its name in the report. */
  String name();

  /**
   * Does the work once over the table of {@code rows}, as a user would: nothing is prepared from
   * one run to the next.
   *
   * @return how many rows it found, to be compared with what the others find; empty if it does not
   *     search
   */
  OptionalLong run(int rows) throws Exception;
}
