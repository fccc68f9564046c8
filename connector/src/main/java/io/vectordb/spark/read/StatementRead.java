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
package io.vectordb.spark.read;

import java.util.Optional;

/**
 * What a scan of a statement that changes rows depends on.
 *
 * @param rows the rows that it reads
 * @param keys those that matter have these, which are known when the statement has run
 */
public record StatementRead(RowsRead rows, Optional<SourceKeys> keys) {
  /** All rows. */
  public static final StatementRead ALL = new StatementRead(RowsRead.ALL, Optional.empty());

  /** The rows on which the commit depends. */
  public RowsRead atCommit() {
    return keys.map(known -> known.among(rows)).orElse(rows);
  }
}
