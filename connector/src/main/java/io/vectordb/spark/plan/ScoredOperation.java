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
package io.vectordb.spark.plan;

import io.vectordb.table.filter.ScoreColumn;
import java.util.List;
import org.apache.spark.sql.connector.write.RowLevelOperation;

/** A {@link RowLevelOperation} whose scans can compute scores. */
public interface ScoredOperation extends RowLevelOperation, SupportsScoreColumns {
  /** Says that what is changed depends on all rows of the table, not just on those of the scans. */
  void readsEverything();

  @Override
  ScoredOperation withScoreColumns(List<ScoreColumn> scores);
}
