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

import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.ScoreColumn;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/**
 * Rows that a statement has read before it changes others.
 *
 * @param filter which rows
 * @param scores the scores that {@code filter} may read
 */
public record RowsRead(Filter filter, List<ScoreColumn> scores) {
  private static final int MAX_LABEL_LENGTH = 1000;

  /** All rows. */
  public static final RowsRead ALL = new RowsRead(new Filter.Constant(true), List.of());

  /** As the table's history shows it. */
  public String label() {
    Map<String, ScoreColumn> used =
        scores.stream()
            .filter(score -> filter.columns().contains(score.name()))
            .collect(Collectors.toMap(ScoreColumn::name, Function.identity()));
    // It may list many keys.
    String text = StringUtils.abbreviate(filter.toString(), MAX_LABEL_LENGTH);
    return used.isEmpty() ? text : text + " with " + used.values();
  }
}
