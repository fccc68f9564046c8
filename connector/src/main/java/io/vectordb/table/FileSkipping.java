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

import io.vectordb.table.Filter.And;
import io.vectordb.table.Filter.Compare;
import io.vectordb.table.Filter.Constant;
import io.vectordb.table.Filter.In;
import io.vectordb.table.Filter.IsNull;
import io.vectordb.table.Filter.Matches;
import io.vectordb.table.Filter.Not;
import io.vectordb.table.Filter.Operator;
import io.vectordb.table.Filter.Or;
import io.vectordb.table.Filter.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides from a file's statistics whether a condition on columns and scores can hold for any of
 * its rows. Partition columns need no rule of their own: all rows of a file share their values, so
 * their smallest and largest values are equal.
 */
final class FileSkipping {
  private final DataFile file;
  private final Map<String, NormBounds> scores;

  private FileSkipping(DataFile file, Map<String, NormBounds> scores) {
    this.file = file;
    this.scores = scores;
  }

  /**
   * False only if no row of {@code file} satisfies {@code filter}.
   *
   * @param scores the scores that {@code filter} may read, by name
   */
  static boolean mayMatch(Filter filter, DataFile file, Map<String, NormBounds> scores) {
    return new FileSkipping(file, scores).mayBe(filter, true);
  }

  /**
   * Whether the partition of {@code file} satisfies {@code filter}, which compares partition
   * columns only. Exact, because every row of the file has the partition's values.
   */
  static boolean partitionMatches(Filter filter, DataFile file) {
    Map<String, ColumnStats> values = new HashMap<>();
    file.partitionValues()
        .forEach(
            (column, value) -> {
              boolean isNan = value instanceof Double d && d.isNaN();
              values.put(
                  column, new ColumnStats(value, value, value == null ? 1 : 0, isNan ? 1 : 0));
            });
    DataFile oneRow =
        new DataFile(file.path(), file.partitionValues(), 1, 0, 0, values, Map.of(), Map.of());
    return mayMatch(filter, oneRow, Map.of());
  }

  private boolean mayBe(Filter filter, boolean truth) {
    if (filter instanceof And f) {
      return truth
          ? mayBe(f.left(), true) && mayBe(f.right(), true)
          : mayBe(f.left(), false) || mayBe(f.right(), false);
    } else if (filter instanceof Or f) {
      return truth
          ? mayBe(f.left(), true) || mayBe(f.right(), true)
          : mayBe(f.left(), false) && mayBe(f.right(), false);
    } else if (filter instanceof Not f) {
      return mayBe(f.filter(), !truth);
    } else if (filter instanceof Constant f) {
      return f.value() == truth;
    } else if (filter instanceof IsNull f) {
      ColumnStats stats = file.columns().get(f.column());
      return stats == null || (truth ? stats.nullCount() > 0 : stats.nullCount() < file.rows());
    } else if (filter instanceof Compare f) {
      return mayCompare(f.column(), truth ? f.operator() : f.operator().negated(), f.literal());
    } else if (filter instanceof In f) {
      return truth
          ? f.literals().stream()
              .anyMatch(literal -> mayCompare(f.column(), Operator.EQUAL, literal))
          : f.literals().stream()
              .allMatch(literal -> mayCompare(f.column(), Operator.NOT_EQUAL, literal));
    } else if (filter instanceof Matches f) {
      return !truth || mayStartWith(f);
    }
    return true;
  }

  private boolean mayCompare(String column, Operator operator, Object literal) {
    NormBounds score = scores.get(column);
    return score == null
        ? mayCompareScalar(column, operator, literal)
        : mayCompareScore(score, operator, ((Number) literal).doubleValue());
  }

  private boolean mayCompareScalar(String column, Operator operator, Object literal) {
    ColumnStats stats = file.columns().get(column);
    if (stats == null) {
      return true;
    }
    if (stats.nullCount() == file.rows()) {
      return false;
    }
    boolean onlyNans = stats.nanCount() > 0 && stats.nanCount() + stats.nullCount() == file.rows();
    Object min = onlyNans ? (Object) Double.NaN : stats.min();
    Object max = stats.nanCount() > 0 ? (Object) Double.NaN : stats.max();
    if (min == null || max == null) {
      return true;
    }
    return mayCompare(Scalars.compare(min, literal), operator, Scalars.compare(max, literal));
  }

  private boolean mayCompareScore(NormBounds score, Operator operator, double literal) {
    VectorStats stats = file.vectors().get(score.vectorColumn());
    if (stats == null) {
      return true;
    }
    if (stats.nullCount() == file.rows()) {
      return false;
    }
    Optional<NormBounds.Range> range = score.range(stats);
    return range.isEmpty()
        || Double.isNaN(literal)
        || mayCompare(
            Scalars.compareDoubles(range.get().low(), literal),
            operator,
            Scalars.compareDoubles(range.get().high(), literal));
  }

  /**
   * Whether a value may satisfy a comparison.
   *
   * @param low how the smallest possible value compares with the literal
   * @param high how the largest possible value compares with the literal
   */
  private static boolean mayCompare(int low, Operator operator, int high) {
    return switch (operator) {
      case LESS, LESS_OR_EQUAL -> operator.accepts(low);
      case GREATER, GREATER_OR_EQUAL -> operator.accepts(high);
      case EQUAL -> low <= 0 && high >= 0;
      case NOT_EQUAL -> low != 0 || high != 0;
    };
  }

  private boolean mayStartWith(Matches filter) {
    ColumnStats stats = file.columns().get(filter.column());
    if (stats == null) {
      return true;
    }
    if (stats.nullCount() == file.rows()) {
      return false;
    }
    if (filter.position() != Position.PREFIX || stats.min() == null || stats.max() == null) {
      return true;
    }
    String min = (String) stats.min();
    return Scalars.compare(stats.max(), filter.text()) >= 0
        && (Scalars.compare(min, filter.text()) <= 0 || min.startsWith(filter.text()));
  }
}
