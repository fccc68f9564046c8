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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.time.Duration;

/** Which ages of files and versions nobody can still be busy with. */
final class Ages {
  /**
   * Writers that take longer look, before they commit, whether what they rely on is still there.
   */
  static final Duration LONGEST_UNCHECKED = Duration.ofHours(1);

  private Ages() {}

  /** Refuses an age that endangers concurrent readers and writers. */
  static void check(String what, Duration age, boolean force) {
    if (age.isNegative()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Cannot " + what + " by the negative age " + age + "; give a time that has passed");
    }
    if (age.compareTo(LONGEST_UNCHECKED) < 0 && !force) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Will not "
              + what
              + " by an age of "
              + age.toSeconds()
              + " seconds: readers and writers that are at work may need what is younger than "
              + LONGEST_UNCHECKED.toHours()
              + " hour. Give a larger age, or force it while nobody else uses the table");
    }
  }
}
