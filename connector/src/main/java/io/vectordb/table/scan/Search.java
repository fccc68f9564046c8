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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Not;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.Nulls;
import io.vectordb.table.scan.ScanSpec.Ties;
import io.vectordb.table.scan.ScanSpec.TopN;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.ScalarReader;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.store.TableStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.arrow.vector.FieldVector;

/**
 * Searches a table inside this process, without Spark, by the scan that Spark's tasks run:
 *
 * <pre>{@code
 * List<Match> matches =
 *     Search.of(Table.at("/data/features"))
 *         .score("feature", Measure.DOT_PRODUCT, query)
 *         .atLeast(0.9)
 *         .select("id")
 *         .top(10)
 *         .run();
 * }</pre>
 *
 * <p>Immutable; every method returns a new search. Rows without a score (NULL vectors) never match.
 */
public final class Search {
  private static final String SCORE = "_score";

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "vectordb-search");
            thread.setDaemon(true);
            return thread;
          });

  private final TableStore store;
  private final Snapshot snapshot;
  private final ScoreColumn score;
  private final List<Filter> filters;
  private final List<String> columns;
  private final int k;
  private final int threads;
  private final boolean usesCodes;

  /**
   * A row that was found.
   *
   * @param score its canonical score
   * @param columns the selected columns by name: scalars as {@link Scalars} says, vectors as
   *     float[] or double[], others as Arrow's {@code getObject} gives them; null for NULL
   */
  public record Match(double score, Map<String, Object> columns) {}

  private record Found(double score, int task, long index, Map<String, Object> columns) {}

  private Search(
      TableStore store,
      Snapshot snapshot,
      ScoreColumn score,
      List<Filter> filters,
      List<String> columns,
      int k,
      int threads,
      boolean usesCodes) {
    this.store = store;
    this.snapshot = snapshot;
    this.score = score;
    this.filters = List.copyOf(filters);
    this.columns = List.copyOf(columns);
    this.k = k;
    this.threads = threads;
    this.usesCodes = usesCodes;
  }

  /** A search over the newest version of {@code table} with one thread for every processor. */
  public static Search of(Table table) {
    return of(table, table.snapshot());
  }

  /** A search over one version of {@code table} with one thread for every processor. */
  public static Search of(Table table, Snapshot snapshot) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Search(
        table.store(), snapshot, null, List.of(), List.of(), Integer.MAX_VALUE, processors, true);
  }

  /**
   * Scores every row.
   *
   * @param vectorColumn a vector column of the table
   * @param query as many finite elements as the column's vectors have
   * @throws VectorDbException if there is no such column, or the query does not fit it
   */
  public Search score(String vectorColumn, Measure measure, double[] query) {
    if (query == null) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "The query vector is null; pass the vector to compare with");
    }
    VectorColumn column =
        snapshot
            .schema()
            .vectorColumn(vectorColumn)
            .orElseThrow(
                () ->
                    new VectorDbException(
                        ErrorCondition.VECTORDB_COLUMN_INVALID,
                        "The table has no vector column "
                            + vectorColumn
                            + "; its vector columns are "
                            + snapshot.schema().vectorColumns()));
    measure.requireDimension("Column " + vectorColumn, column.dimension(), query.length);
    for (int i = 0; i < query.length; i++) {
      if (!Double.isFinite(query[i])) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_ARGUMENT_INVALID,
            "Element " + i + " of the query vector is " + query[i] + "; all must be finite");
      }
    }
    ScoreColumn named = new ScoreColumn(SCORE, vectorColumn, measure, query, Precision.DOUBLE);
    return new Search(store, snapshot, named, filters, columns, k, threads, usesCodes);
  }

  /** {@link #score(String, Measure, double[])} with a query of 32-bit floats. */
  public Search score(String vectorColumn, Measure measure, float[] query) {
    double[] wide = null;
    if (query != null) {
      wide = new double[query.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = query[i];
      }
    }
    return score(vectorColumn, measure, wide);
  }

  /** Only rows whose score is {@code threshold} or more. */
  public Search atLeast(double threshold) {
    return where(new Compare(SCORE, Operator.GREATER_OR_EQUAL, threshold));
  }

  /** Only rows whose score is more than {@code threshold}. */
  public Search above(double threshold) {
    return where(new Compare(SCORE, Operator.GREATER, threshold));
  }

  /** Only rows whose score is {@code threshold} or less. */
  public Search atMost(double threshold) {
    return where(new Compare(SCORE, Operator.LESS_OR_EQUAL, threshold));
  }

  /** Only rows that satisfy {@code filter} too. */
  public Search where(Filter filter) {
    List<Filter> all = new ArrayList<>(filters);
    all.add(filter);
    return new Search(store, snapshot, score, all, columns, k, threads, usesCodes);
  }

  /** Returns these columns with every match. */
  public Search select(String... names) {
    for (String name : names) {
      if (snapshot.schema().field(name).isEmpty()) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_COLUMN_INVALID,
            "The table has no column " + name + "; its columns are " + snapshot.schema().names());
      }
    }
    return new Search(store, snapshot, score, filters, List.of(names), k, threads, usesCodes);
  }

  /** Only the best {@code count} rows: the largest scores, or the smallest distances. */
  public Search top(int count) {
    if (count < 0) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "top(" + count + "): the number of rows cannot be negative");
    }
    return new Search(store, snapshot, score, filters, columns, count, threads, usesCodes);
  }

  /** With so many threads. */
  public Search threads(int count) {
    return new Search(store, snapshot, score, filters, columns, k, Math.max(1, count), usesCodes);
  }

  /** Without reading codes; the result is the same. */
  public Search withoutCodes() {
    return new Search(store, snapshot, score, filters, columns, k, threads, false);
  }

  /** Runs the search; matches come best first, equal ones in the order of the table. */
  public List<Match> run() {
    ScanSpec spec = spec(columns);
    List<Found> found = new ArrayList<>();
    for (List<Found> part : scan(spec, this::collect)) {
      found.addAll(part);
    }
    found.sort(order());
    return found.stream().limit(k).map(f -> new Match(f.score, f.columns)).toList();
  }

  /** The number of rows that match; cheaper than {@link #run()}. */
  public long count() {
    ScanSpec spec = spec(List.of());
    long count = 0;
    for (long part : scan(spec, (scan, task) -> count(scan))) {
      count += part;
    }
    return Math.min(count, k);
  }

  public ScanSpec spec(List<String> read) {
    if (score == null) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "The search has no score; call score(column, measure, query)");
    }
    List<Filter> all = new ArrayList<>(filters);
    all.add(new Not(new Filter.IsNull(SCORE)));
    Optional<TopN> topN =
        k == Integer.MAX_VALUE
            ? Optional.empty()
            : Optional.of(new TopN(SCORE, direction(), Nulls.LAST, Ties.FIRST_ROWS, k));
    return ScanSpec.of(snapshot.schema())
        .select(read)
        .score(List.of(score))
        .where(Filter.all(all))
        .best(topN)
        .usingCodes(usesCodes);
  }

  private Direction direction() {
    return score.measure() == Measure.EUCLIDEAN_DISTANCE
        ? Direction.ASCENDING
        : Direction.DESCENDING;
  }

  private Comparator<Found> order() {
    Comparator<Found> byScore = (a, b) -> Scalars.compareDoubles(a.score, b.score);
    return (direction() == Direction.DESCENDING ? byScore.reversed() : byScore)
        .thenComparingInt(Found::task)
        .thenComparingLong(Found::index);
  }

  private interface TaskResult<T> {
    T of(SegmentScan scan, int task);
  }

  private <T> List<T> scan(ScanSpec spec, TaskResult<T> result) {
    List<List<Segment>> tasks = ScanPlan.of(snapshot, spec).tasks(threads);
    List<T> results = new ArrayList<>(Collections.nCopies(tasks.size(), null));
    AtomicInteger next = new AtomicInteger();
    ScoreLimit limit = new ScoreLimit(direction());
    Callable<Void> thread =
        () -> {
          for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
            try (SegmentScan scan = new SegmentScan(store, tasks.get(i), spec).sharing(limit)) {
              results.set(i, result.of(scan, i));
            }
          }
          return null;
        };
    try {
      int count = Math.min(threads, tasks.size());
      for (Future<Void> done : THREADS.invokeAll(Collections.nCopies(count, thread))) {
        done.get();
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VectorDbException("The search was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof VectorDbException known
          ? known
          : new VectorDbException("The search failed: " + e.getCause(), e.getCause());
    }
  }

  private List<Found> collect(SegmentScan scan, int task) {
    List<Found> found = new ArrayList<>();
    while (scan.next()) {
      ScanBatch batch = scan.batch();
      double[] scores = batch.scores(SCORE);
      Map<String, IntFunction<Object>> values = values(batch);
      for (int i = 0; i < scores.length; i++) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (Map.Entry<String, IntFunction<Object>> column : values.entrySet()) {
          row.put(column.getKey(), column.getValue().apply(i));
        }
        found.add(new Found(scores[i], task, found.size(), row));
      }
    }
    return found;
  }

  private static long count(SegmentScan scan) {
    long count = 0;
    while (scan.next()) {
      count += scan.batch().size();
    }
    return count;
  }

  /** What gives the values of the columns of the rows of a batch. */
  private Map<String, IntFunction<Object>> values(ScanBatch batch) {
    Map<String, IntFunction<Object>> values = new LinkedHashMap<>();
    for (String name : columns) {
      if (snapshot.schema().vectorColumn(name).isPresent()) {
        values.put(name, batch.vectors(name)::vector);
      } else {
        FieldVector vector = batch.column(name);
        values.put(name, index -> value(vector, batch.row(index)));
      }
    }
    return values;
  }

  private static Object value(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    } else if (ScalarKind.of(vector.getField()).isPresent()) {
      return ScalarReader.of(vector).value(row);
    }
    return vector.getObject(row);
  }
}
