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
package io.vectordb.table.scan;

import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.TableSchema;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a scan is asked for.
 *
 * @param schema the columns of the table, by which files are read; others than are needed do not
 *     travel to executors
 * @param columns the columns to return
 * @param scores the scores that exist: to return, to filter by or to order by
 * @param filter the condition that rows have to satisfy
 * @param topN if present, return the best rows only
 * @param limit return at most so many rows; {@link Long#MAX_VALUE} for all
 * @param usesCodes whether to read codes where there are any; never changes what is returned
 */
public record ScanSpec(
    TableSchema schema,
    List<String> columns,
    List<ScoreColumn> scores,
    Filter filter,
    Optional<TopN> topN,
    long limit,
    boolean usesCodes)
    implements Serializable {

  /** All rows of a table of this schema, without any column; codes may be used. */
  public static ScanSpec of(TableSchema schema) {
    return new ScanSpec(
        schema,
        List.of(),
        List.of(),
        new Filter.Constant(true),
        Optional.empty(),
        Long.MAX_VALUE,
        true);
  }

  /** This, but returning these columns. */
  public ScanSpec select(List<String> names) {
    return new ScanSpec(schema, names, scores, filter, topN, limit, usesCodes);
  }

  /** This, but with these scores. */
  public ScanSpec score(List<ScoreColumn> some) {
    return new ScanSpec(schema, columns, some, filter, topN, limit, usesCodes);
  }

  /** This, but returning only rows that satisfy this condition. */
  public ScanSpec where(Filter condition) {
    return new ScanSpec(schema, columns, scores, condition, topN, limit, usesCodes);
  }

  /** This, but returning only the best rows; all of them if {@code order} is empty. */
  public ScanSpec best(Optional<TopN> order) {
    return new ScanSpec(schema, columns, scores, filter, order, limit, usesCodes);
  }

  /** This, but returning at most so many rows. */
  public ScanSpec first(long rows) {
    return new ScanSpec(schema, columns, scores, filter, topN, rows, usesCodes);
  }

  /** This, but reading codes or not. */
  public ScanSpec usingCodes(boolean uses) {
    return new ScanSpec(schema, columns, scores, filter, topN, limit, uses);
  }

  /** Whether large or small values come first. */
  public enum Direction {
    ASCENDING,
    DESCENDING
  }

  /** Where NULL stands. */
  public enum Nulls {
    FIRST,
    LAST
  }

  /** What happens to rows whose score equals the last one that is kept. */
  public enum Ties {
    /** The rows that come first in the table are kept. */
    FIRST_ROWS,
    /** All of them are kept, because the caller will order them further. */
    ALL
  }

  /** The best {@code k} rows by one score. */
  public record TopN(String score, Direction direction, Nulls nulls, Ties ties, int k)
      implements Serializable {
    @Override
    public String toString() {
      return score
          + (direction == Direction.DESCENDING ? " DESC" : " ASC")
          + " NULLS "
          + nulls
          + " LIMIT "
          + k;
    }
  }

  /**
   * The vector columns of which codes may decide rows: those with a score that is compared with a
   * number or ordered by.
   */
  public Set<String> boundedColumns() {
    Set<String> compared = new HashSet<>(filter.comparedColumns());
    topN.ifPresent(order -> compared.add(order.score()));
    Set<String> columns = new TreeSet<>();
    for (ScoreColumn score : scores) {
      if (compared.contains(score.name()) && score.measure().needsQuery()) {
        columns.add(score.vectorColumn());
      }
    }
    return columns;
  }

  // An Optional in a record is not serializable, so it travels as its value.
  private Object writeReplace() {
    Set<String> read = new HashSet<>(columns);
    read.addAll(filter.columns());
    scores.forEach(score -> read.add(score.vectorColumn()));
    return new Serialized(
        schema.only(read), columns, scores, filter, topN.orElse(null), limit, usesCodes);
  }

  private record Serialized(
      TableSchema schema,
      List<String> columns,
      List<ScoreColumn> scores,
      Filter filter,
      TopN topN,
      long limit,
      boolean usesCodes)
      implements Serializable {
    private Object readResolve() {
      return new ScanSpec(
          schema, columns, scores, filter, Optional.ofNullable(topN), limit, usesCodes);
    }
  }
}
