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

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.schema.PredicateTranslator;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.Nulls;
import io.vectordb.table.scan.ScanSpec.Ties;
import io.vectordb.table.scan.ScanSpec.TopN;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownTopN;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Takes over from a query what the scan can do: columns, predicates, top-n, limit, count. */
public final class VectorScanBuilder
    implements SupportsPushDownRequiredColumns,
        SupportsPushDownV2Filters,
        SupportsPushDownTopN,
        SupportsPushDownLimit,
        SupportsPushDownAggregates {
  private static final VectorScan.Streams NO_STREAMS =
      (scan, options, checkpointLocation) -> {
        throw new UnsupportedOperationException("No stream reads " + scan.description());
      };

  private final TableVersion table;
  private final PredicateTranslator translator;
  private final VectorOptions options;
  private final VectorScan.Streams streams;
  private final List<Predicate> pushedPredicates = new ArrayList<>();
  private final List<Filter> filters = new ArrayList<>();
  private StructType readSchema;
  private Optional<TopN> topN = Optional.empty();
  private long limit = Long.MAX_VALUE;
  private boolean counts;
  private Consumer<RowsRead> rowLevel;

  /**
   * The builder of one read of {@code table}.
   *
   * @param streams makes the stream, if it is one that reads
   */
  public static VectorScanBuilder of(
      TableVersion table, CaseInsensitiveStringMap readOptions, VectorScan.Streams streams) {
    if (table.snapshot().isEmpty() && !table.options().isCatalogTable()) {
      table.handle().open().snapshot();
    }
    return new VectorScanBuilder(table, table.readOptions(readOptions), streams);
  }

  /** The builder of a batch that reads {@code table}, whatever options a session sets. */
  public static VectorScanBuilder of(TableVersion table, VectorOptions options) {
    return new VectorScanBuilder(table, options, NO_STREAMS);
  }

  /** The builder of the scan of a statement that changes rows of {@code table}. */
  public static VectorScanBuilder forStatement(
      TableVersion table, CaseInsensitiveStringMap readOptions) {
    return of(table, readOptions, NO_STREAMS);
  }

  private VectorScanBuilder(TableVersion table, VectorOptions options, VectorScan.Streams streams) {
    this.table = table;
    this.options = options;
    this.streams = streams;
    this.translator =
        new PredicateTranslator(table.tableSchema(), table.schema(), table.scoreColumns());
    StructType all = table.schema();
    for (ScoreColumn score : table.scoreColumns()) {
      all = all.add(score.name(), scoreType(score), true);
    }
    this.readSchema = all;
  }

  /** Plans the scan of a statement that changes rows; tells {@code reads} which ones it reads. */
  public VectorScanBuilder forRowLevel(Consumer<RowsRead> reads) {
    rowLevel = reads;
    return this;
  }

  private static DataType scoreType(ScoreColumn score) {
    return switch (score.precision()) {
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
    };
  }

  /**
   * Whole columns: Spark would leave out fields of structs as well, but these cost nothing to a
   * mapped file.
   */
  @Override
  public void pruneColumns(StructType requiredSchema) {
    StructType all = readSchema;
    StructType pruned = new StructType();
    for (String name : requiredSchema.fieldNames()) {
      pruned = pruned.add(table.rowIdColumns().field(name).orElseGet(() -> all.apply(name)));
    }
    readSchema = pruned;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    return SparkErrors.translating(() -> predicatesLeft(predicates));
  }

  private Predicate[] predicatesLeft(Predicate[] predicates) {
    List<Predicate> rest = new ArrayList<>();
    for (Predicate predicate : predicates) {
      Optional<Filter> filter = translator.translate(predicate);
      if (filter.isPresent()) {
        filters.add(filter.get());
        pushedPredicates.add(predicate);
      } else {
        rest.add(predicate);
      }
    }
    return rest.toArray(Predicate[]::new);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushedPredicates.toArray(Predicate[]::new);
  }

  /**
   * Accepts an order whose first key is a score. Every task finds its own best rows; Spark merges
   * them.
   */
  @Override
  public boolean pushTopN(SortOrder[] orders, int count) {
    Optional<String> score = translator.score(orders[0].expression());
    if (score.isEmpty()) {
      return false;
    }
    topN =
        Optional.of(
            new TopN(
                score.get(),
                orders[0].direction() == SortDirection.DESCENDING
                    ? Direction.DESCENDING
                    : Direction.ASCENDING,
                orders[0].nullOrdering() == NullOrdering.NULLS_FIRST ? Nulls.FIRST : Nulls.LAST,
                orders.length == 1 ? Ties.FIRST_ROWS : Ties.ALL,
                count));
    return true;
  }

  @Override
  public boolean isPartiallyPushed() {
    return true;
  }

  @Override
  public boolean pushLimit(int count) {
    limit = count;
    return true;
  }

  /** A count without filter is known from the log. */
  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    return isCount(aggregation) && filters.isEmpty();
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    counts = isCount(aggregation);
    return counts;
  }

  private static boolean isCount(Aggregation aggregation) {
    return aggregation.groupByExpressions().length == 0
        && aggregation.aggregateExpressions().length == 1
        && aggregation.aggregateExpressions()[0] instanceof CountStar;
  }

  @Override
  public Scan build() {
    return SparkErrors.translating(this::scan);
  }

  private Scan scan() {
    Filter filter = Filter.all(filters);
    if (counts && filters.isEmpty()) {
      return new RowCountScan(table);
    }
    List<String> columns = counts ? List.of() : columns();
    boolean usesCodes = options.codes() != Encoding.NONE;
    ScanSpec spec =
        ScanSpec.of(table.tableSchema())
            .select(columns)
            .score(translator.scores())
            .where(filter)
            .best(topN)
            .first(limit)
            .usingCodes(usesCodes);
    if (rowLevel != null) {
      rowLevel.accept(new RowsRead(filter, spec.scores()));
      return VectorScan.forRowLevel(table, options, streams, spec, readSchema);
    }
    return counts
        ? VectorScan.counting(table, options, streams, spec)
        : VectorScan.reading(table, options, streams, spec, readSchema);
  }

  private List<String> columns() {
    return List.of(readSchema.fieldNames()).stream()
        .filter(name -> table.tableSchema().field(name).isPresent())
        .toList();
  }
}
