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
import java.util.Map;
import java.util.Optional;

/**
 * Decides from a file's statistics which truth values a condition on columns and scores can have
 * for its rows. All rows of a file share the values of the partition columns, so these are their
 * smallest and largest values.
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
    return new FileSkipping(file, scores).outcomes(filter).mayBeTrue();
  }

  /**
   * Which rows of {@code file} satisfy {@code filter}. An upper and a lower bound of the values are
   * enough for both answers that are none of doubt, so files of which rows are deleted are no
   * exception.
   */
  static RowMatch match(Filter filter, DataFile file) {
    Outcomes outcomes = new FileSkipping(file, Map.of()).outcomes(filter);
    if (!outcomes.mayBeTrue()) {
      return RowMatch.NONE;
    }
    return outcomes.mayBeFalse() || outcomes.mayBeNull() ? RowMatch.SOME : RowMatch.ALL;
  }

  /**
   * Whether the partition of {@code file} satisfies {@code filter}, which compares partition
   * columns only. Exact, because every row of the file has the partition's values.
   */
  static boolean partitionMatches(Filter filter, DataFile file) {
    DataFile oneRow =
        new DataFile(file.path(), file.partitionValues(), 1, 0, 0, Map.of(), Map.of(), Map.of());
    return mayMatch(filter, oneRow, Map.of());
  }

  /** Null if nothing is known. */
  private ColumnStats stats(String column) {
    if (!file.partitionValues().containsKey(column)) {
      return file.columns().get(column);
    }
    Object value = file.partitionValues().get(column);
    boolean isNan = value instanceof Double d && d.isNaN();
    return new ColumnStats(value, value, value == null ? file.rows() : 0, isNan ? file.rows() : 0);
  }

  /** The truth values that a condition may have for rows of the file. */
  private record Outcomes(boolean mayBeTrue, boolean mayBeFalse, boolean mayBeNull) {
    static final Outcomes ANY = new Outcomes(true, true, true);
    static final Outcomes ONLY_NULL = new Outcomes(false, false, true);

    Outcomes negated() {
      return new Outcomes(mayBeFalse, mayBeTrue, mayBeNull);
    }

    Outcomes and(Outcomes other) {
      return new Outcomes(
          mayBeTrue && other.mayBeTrue,
          mayBeFalse || other.mayBeFalse,
          (mayBeNull && (other.mayBeTrue || other.mayBeNull))
              || (other.mayBeNull && (mayBeTrue || mayBeNull)));
    }
  }

  private Outcomes outcomes(Filter filter) {
    if (filter instanceof And f) {
      return outcomes(f.left()).and(outcomes(f.right()));
    } else if (filter instanceof Or f) {
      return outcomes(f.left()).negated().and(outcomes(f.right()).negated()).negated();
    } else if (filter instanceof Not f) {
      return outcomes(f.filter()).negated();
    } else if (filter instanceof Constant f) {
      return new Outcomes(f.value(), !f.value(), false);
    } else if (filter instanceof IsNull f) {
      return isNull(f.column());
    } else if (filter instanceof Compare f) {
      return comparison(
          f.column(),
          mayCompare(f.column(), f.operator(), f.literal()),
          mayCompare(f.column(), f.operator().negated(), f.literal()));
    } else if (filter instanceof In f) {
      return comparison(
          f.column(),
          f.literals().stream()
              .anyMatch(literal -> mayCompare(f.column(), Operator.EQUAL, literal)),
          f.literals().stream()
              .allMatch(literal -> mayCompare(f.column(), Operator.NOT_EQUAL, literal)));
    } else if (filter instanceof Matches f) {
      return comparison(f.column(), mayStartWith(f), !allStartWith(f));
    }
    return Outcomes.ANY;
  }

  private Outcomes isNull(String column) {
    ColumnStats stats = stats(column);
    return stats == null
        ? new Outcomes(true, true, false)
        : new Outcomes(stats.nullCount() > 0, stats.nullCount() < file.rows(), false);
  }

  /** A condition that is NULL where the column or score is, and may have these values elsewhere. */
  private Outcomes comparison(String column, boolean mayBeTrue, boolean mayBeFalse) {
    ColumnStats stats = stats(column);
    if (stats == null || scores.containsKey(column)) {
      return new Outcomes(mayBeTrue, mayBeFalse, true);
    }
    return stats.nullCount() == file.rows()
        ? Outcomes.ONLY_NULL
        : new Outcomes(mayBeTrue, mayBeFalse, stats.nullCount() > 0);
  }

  private boolean mayCompare(String column, Operator operator, Object literal) {
    NormBounds score = scores.get(column);
    return score == null
        ? mayCompareScalar(column, operator, literal)
        : mayCompareScore(score, operator, ((Number) literal).doubleValue());
  }

  private boolean mayCompareScalar(String column, Operator operator, Object literal) {
    ColumnStats stats = stats(column);
    if (stats == null) {
      return true;
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
    ColumnStats stats = stats(filter.column());
    if (!hasBounds(filter, stats)) {
      return true;
    }
    String min = (String) stats.min();
    return Scalars.compare(stats.max(), filter.text()) >= 0
        && (Scalars.compare(min, filter.text()) <= 0 || min.startsWith(filter.text()));
  }

  /** Strings with the same beginning follow each other in the order of strings. */
  private boolean allStartWith(Matches filter) {
    ColumnStats stats = stats(filter.column());
    return hasBounds(filter, stats)
        && ((String) stats.min()).startsWith(filter.text())
        && ((String) stats.max()).startsWith(filter.text());
  }

  private static boolean hasBounds(Matches filter, ColumnStats stats) {
    return filter.position() == Position.PREFIX
        && stats != null
        && stats.min() != null
        && stats.max() != null;
  }
}
