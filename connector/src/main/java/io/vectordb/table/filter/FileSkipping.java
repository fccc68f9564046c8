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
package io.vectordb.table.filter;

import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.Filter.And;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Constant;
import io.vectordb.table.filter.Filter.In;
import io.vectordb.table.filter.Filter.IsNull;
import io.vectordb.table.filter.Filter.Matches;
import io.vectordb.table.filter.Filter.Not;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Filter.Or;
import io.vectordb.table.filter.Filter.Position;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.ExistsDefault;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.PartitionTransform;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorStats;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Decides from a file's statistics which truth values a condition on columns and scores can have
 * for its rows. All rows of a file share the values of the partition columns, so these are their
 * smallest and largest values.
 */
public final class FileSkipping {
  private final TableSchema schema;
  private final Map<String, NormBounds> scores;
  private final Map<String, Known> columns = new HashMap<>();
  private final Map<String, PartitionField> partitions = new HashMap<>();

  /**
   * What files say about a column.
   *
   * @param isAdded whether a file that says nothing does not have the column
   * @param existing the value of the column in such a file; null for NULL
   */
  private record Known(String fileName, boolean isAdded, Object existing) {
    static Known of(String name, Optional<Field> field) {
      return new Known(
          field.map(TableSchema::fileName).orElse(name),
          field.map(ExistsDefault::isAdded).orElse(false),
          field.map(ExistsDefault::of).orElse(null));
    }
  }

  /**
   * @param schema the columns that conditions may read
   * @param scores the scores that they may read, by name
   */
  public FileSkipping(TableSchema schema, Map<String, NormBounds> scores) {
    this.schema = schema;
    this.scores = scores;
  }

  /** False only if no row of {@code file} satisfies {@code filter}. */
  public boolean mayMatch(Filter filter, DataFile file) {
    return new OfFile(file).outcomes(filter).mayBeTrue();
  }

  /**
   * Which rows of {@code file} satisfy {@code filter}. An upper and a lower bound of the values are
   * enough for both answers that leave no doubt, so files of which rows are deleted are no
   * exception.
   */
  public RowMatch match(Filter filter, DataFile file) {
    Outcomes outcomes = new OfFile(file).outcomes(filter);
    if (!outcomes.mayBeTrue()) {
      return RowMatch.NONE;
    }
    return outcomes.mayBeFalse() || outcomes.mayBeNull() ? RowMatch.SOME : RowMatch.ALL;
  }

  /**
   * Whether the partition of {@code file} satisfies {@code filter}, which compares partition
   * columns only. Exact, because every row of the file has the partition's values.
   */
  public boolean partitionMatches(Filter filter, DataFile file) {
    DataFile oneRow =
        new DataFile(file.path(), file.partitionValues(), 1, 0, 0, Map.of(), Map.of(), Map.of());
    return mayMatch(filter, oneRow);
  }

  /** Statistics of a column with the same value in all rows. */
  private static ColumnStats constant(Object value, long rows) {
    boolean isNan = value instanceof Double d && d.isNaN();
    return new ColumnStats(value, value, value == null ? rows : 0, isNan ? rows : 0, true);
  }

  /** What is known of a scalar column in {@code file}; null for nothing. */
  public ColumnStats stats(String column, DataFile file) {
    return new OfFile(file).stats(column);
  }

  private PartitionField partition(String name) {
    return partitions.computeIfAbsent(name, n -> PartitionField.named(n, schema));
  }

  private Known known(String column) {
    return columns.computeIfAbsent(column, name -> Known.of(name, schema.field(name)));
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

  /** What is known about one file. */
  private final class OfFile {
    private final DataFile file;

    OfFile(DataFile file) {
      this.file = file;
    }

    /** Statistics of a scalar column, null if nothing is known. */
    public ColumnStats stats(String column) {
      Known known = known(column);
      if (file.partitionValues().containsKey(known.fileName())) {
        return constant(file.partitionValues().get(known.fileName()), file.rows());
      }
      ColumnStats stats = file.columns().get(known.fileName());
      if (stats != null) {
        return stats;
      }
      return isMissing(column) && isScalar(column)
          ? constant(known.existing(), file.rows())
          : partitionStats(column, known.fileName());
    }

    /** What partition values that are computed from a column tell about it; null for nothing. */
    private ColumnStats partitionStats(String column, String fileName) {
      ColumnStats stats = null;
      for (Map.Entry<String, Object> value : file.partitionValues().entrySet()) {
        PartitionField field = partition(value.getKey());
        if (field.source().equals(fileName)) {
          ColumnStats own =
              field.statsOf(value.getValue(), schema.field(column).orElseThrow(), file.rows());
          stats = stats == null || own.min() != null ? own : stats;
        }
      }
      return stats;
    }

    /** Whether the file is in another bucket than rows with this value. */
    private boolean isInOtherBucket(String column, Object literal) {
      Optional<Field> source = schema.field(column);
      for (Map.Entry<String, Object> value : file.partitionValues().entrySet()) {
        PartitionField field = partition(value.getKey());
        if (field.transform() instanceof PartitionTransform.Bucket
            && field.source().equals(known(column).fileName())
            && value.getValue() != null
            && !value.getValue().equals(bucket(field, literal, source.orElseThrow()))) {
          return true;
        }
      }
      return false;
    }

    /** Null for a number that the column cannot have. */
    private static Object bucket(PartitionField field, Object literal, Field source) {
      try {
        return field.valueOf(literal, source);
      } catch (ArithmeticException e) {
        return null;
      }
    }

    private boolean isScalar(String column) {
      return schema.field(column).flatMap(ScalarKind::of).isPresent();
    }

    /** Whether the file was written before there was the column. */
    private boolean isMissing(String column) {
      Known known = known(column);
      return known.isAdded()
          && !file.columns().containsKey(known.fileName())
          && !file.vectors().containsKey(known.fileName());
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
      if (stats != null) {
        return new Outcomes(stats.nullCount() > 0, stats.nullCount() < file.rows(), false);
      }
      VectorStats vectors = file.vectors().get(known(column).fileName());
      // A vector of which an element is NULL counts among the NULLs, but is none.
      return new Outcomes(vectors == null || vectors.nullCount() > 0, !isMissing(column), false);
    }

    /**
     * A condition that is NULL where the column or score is, and may have these values elsewhere.
     */
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
      if (operator == Operator.EQUAL && isInOtherBucket(column, literal)) {
        return false;
      }
      ColumnStats stats = stats(column);
      if (stats == null) {
        return true;
      }
      boolean onlyNans =
          stats.nanCount() > 0 && stats.nanCount() + stats.nullCount() == file.rows();
      Object min = onlyNans ? (Object) Double.NaN : stats.min();
      Object max = stats.nanCount() > 0 ? (Object) Double.NaN : stats.max();
      if (min == null || max == null) {
        return true;
      }
      return mayHold(Scalars.compare(min, literal), operator, Scalars.compare(max, literal));
    }

    private boolean mayCompareScore(NormBounds score, Operator operator, double literal) {
      VectorStats stats = file.vectors().get(known(score.vectorColumn()).fileName());
      if (stats == null) {
        return !isMissing(score.vectorColumn());
      }
      if (stats.nullCount() == file.rows()) {
        return false;
      }
      Optional<NormBounds.Range> range = score.range(stats);
      return range.isEmpty()
          || Double.isNaN(literal)
          || mayHold(
              Scalars.compareDoubles(range.get().low(), literal),
              operator,
              Scalars.compareDoubles(range.get().high(), literal));
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
  }

  /**
   * Whether a value may satisfy a comparison.
   *
   * @param low how the smallest possible value compares with the literal
   * @param high how the largest possible value compares with the literal
   */
  private static boolean mayHold(int low, Operator operator, int high) {
    return switch (operator) {
      case LESS, LESS_OR_EQUAL -> operator.accepts(low);
      case GREATER, GREATER_OR_EQUAL -> operator.accepts(high);
      case EQUAL -> low <= 0 && high >= 0;
      case NOT_EQUAL -> low != 0 || high != 0;
    };
  }

  private static boolean hasBounds(Matches filter, ColumnStats stats) {
    return filter.position() == Position.PREFIX
        && stats != null
        && stats.min() != null
        && stats.max() != null;
  }
}
