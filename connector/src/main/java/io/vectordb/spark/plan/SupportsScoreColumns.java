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
import io.vectordb.table.schema.VectorColumn;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.write.RowLevelOperation;

/**
 * A mix-in interface for {@link Table} and {@link RowLevelOperation}. Implementations can compute
 * scores of their vector columns: to the planner, a score is one more column of the table, which
 * can be read, filtered and sorted by like any other.
 */
public interface SupportsScoreColumns {
  /** The vector column {@code name}, if that column holds vectors. */
  Optional<VectorColumn> vectorColumn(String name);

  /** The score columns that this table has in addition to {@link Table#columns()}. */
  List<ScoreColumn> scoreColumns();

  /** The same with other score columns. */
  SupportsScoreColumns withScoreColumns(List<ScoreColumn> scores);
}
