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

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One version of a table, and what made it.
 *
 * @param version its number
 * @param timestampMillis when it was committed, milliseconds since 1970; never before an older
 *     version
 * @param operation what was done: WRITE, DELETE, ...
 * @param operationParameters how it was done
 * @param readVersion the version that its writer read; the ones between were committed meanwhile,
 *     and did not conflict. Empty if there was no table, or if the writer did not say
 * @param changesRows false if rows were rearranged or encoded, but none added or removed
 * @param counts how much was changed; empty if the writer did not say
 * @param engine the program that wrote it
 */
public record HistoryEntry(
    long version,
    long timestampMillis,
    String operation,
    Map<String, String> operationParameters,
    OptionalLong readVersion,
    boolean changesRows,
    Optional<CommitCounts> counts,
    String engine) {
  static HistoryEntry of(Action.CommitInfo info) {
    return new HistoryEntry(
        info.version(),
        info.timestampMillis(),
        info.operation(),
        Map.copyOf(info.operationParameters()),
        info.readVersion(),
        info.changesRows(),
        Optional.ofNullable(info.counts()),
        info.engine());
  }
}
