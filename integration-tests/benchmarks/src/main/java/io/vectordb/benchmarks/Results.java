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

import io.vectordb.benchmarks.Tables.WriteTimes;
import java.util.Map;

/**
 * Everything that a run has measured.
 *
 * @param small the rows of the smaller of the two tables through whose times the lines go
 * @param writes by the rows of the table
 * @param breakdowns by the name of the query
 */
record Results(
    Machine machine,
    String command,
    Vectors vectors,
    Question question,
    int tiny,
    int small,
    int large,
    Map<Integer, WriteTimes> writes,
    Map<Case, Samples> samples,
    Map<String, Breakdown> breakdowns) {
  int rowBytes() {
    return vectors.dimension() * Float.BYTES;
  }
}
