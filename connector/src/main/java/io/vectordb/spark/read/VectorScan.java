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
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.spark.metric.BytesPerRow;
import io.vectordb.spark.metric.CodeBytes;
import io.vectordb.spark.metric.FilesRead;
import io.vectordb.spark.metric.FilesSkipped;
import io.vectordb.spark.metric.RowsDecidedByCodes;
import io.vectordb.spark.metric.RowsDecidedByNorms;
import io.vectordb.spark.metric.RowsRechecked;
import io.vectordb.spark.metric.RowsScanned;
import io.vectordb.spark.metric.ScanSpeed;
import io.vectordb.spark.metric.VectorBytes;
import io.vectordb.spark.metric.VectorsScored;
import io.vectordb.spark.schema.PredicateTranslator;
import io.vectordb.spark.schema.References;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.Snapshot;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportOrdering;
import org.apache.spark.sql.connector.read.SupportsReportPartitioning;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.SupportsRuntimeV2Filtering;
import org.apache.spark.sql.connector.read.partitioning.KeyGroupedPartitioning;
import org.apache.spark.sql.connector.read.partitioning.Partitioning;
import org.apache.spark.sql.connector.read.partitioning.UnknownPartitioning;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A planned scan of one version of a table. */
public final class VectorScan
    implements Scan,
        SupportsReportStatistics,
        SupportsReportPartitioning,
        SupportsReportOrdering,
        SupportsRuntimeV2Filtering {
  /** The only column of a scan that counts its rows. */
  static final String COUNT_COLUMN = "count";

  private final TableVersion table;
  private final VectorOptions options;
  private final Streams streams;
  private final StructType readSchema;
  private final boolean counts;
  private final boolean rowLevel;
  private final ScanSpec planned;
  private final boolean readsByPartition;
  private final ScanOrder order;
  private ScanSpec spec;
  private ScanPlan plan;

  /** Makes the stream that reads as a scan does; streams are planned elsewhere. */
  @FunctionalInterface
  public interface Streams {
    /** The stream of the rows that {@code scan} is for. */
    MicroBatchStream of(VectorScan scan, VectorOptions options, String checkpointLocation);
  }

  private VectorScan(
      TableVersion table,
      VectorOptions options,
      Streams streams,
      ScanSpec spec,
      StructType readSchema,
      boolean counts,
      boolean rowLevel) {
    this.table = table;
    this.options = options;
    this.streams = streams;
    this.readSchema = readSchema;
    this.counts = counts;
    this.rowLevel = rowLevel;
    this.planned = spec;
    this.spec = spec;
    this.plan = plan();
    this.readsByPartition =
        !counts
            && !rowLevel
            && spec.topN().isEmpty()
            && spec.limit() == Long.MAX_VALUE
            && !plan.files().isEmpty()
            && PartitionedTasks.areWanted(table);
    this.order = readsByPartition ? ScanOrder.of(table, readSchema, plan) : ScanOrder.NONE;
  }

  /** A scan that returns rows of {@code readSchema}, whose columns are the table's and scores. */
  static VectorScan reading(
      TableVersion table,
      VectorOptions options,
      Streams streams,
      ScanSpec spec,
      StructType readSchema) {
    return new VectorScan(table, options, streams, spec, readSchema, false, false);
  }

  /** The scan of a statement that changes the rows which it reads. */
  static VectorScan forRowLevel(
      TableVersion table,
      VectorOptions options,
      Streams streams,
      ScanSpec spec,
      StructType readSchema) {
    return new VectorScan(table, options, streams, spec, readSchema, false, true);
  }

  /** A scan of which every task returns one row: how many rows it has found. */
  static VectorScan counting(
      TableVersion table, VectorOptions options, Streams streams, ScanSpec spec) {
    StructType count = new StructType().add(COUNT_COLUMN, DataTypes.LongType, false);
    return new VectorScan(table, options, streams, spec, count, true, false);
  }

  private ScanPlan plan() {
    return table.snapshot().map(snapshot -> ScanPlan.of(snapshot, spec)).orElseGet(ScanPlan::empty);
  }

  public TableVersion table() {
    return table;
  }

  public ScanSpec spec() {
    return spec;
  }

  ScanPlan scanPlan() {
    return plan;
  }

  boolean counts() {
    return counts;
  }

  @Override
  public StructType readSchema() {
    return readSchema;
  }

  @Override
  public Batch toBatch() {
    return new VectorBatch(this);
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
    return SparkErrors.translating(() -> streams.of(this, options, checkpointLocation));
  }

  /** Spark's generated code cannot read a user-defined type from a column vector. */
  @Override
  public ColumnarSupportMode columnarSupportMode() {
    boolean rows =
        Arrays.stream(readSchema.fields())
            .anyMatch(field -> VectorDataType.isMlVector(field.dataType()));
    return rows ? ColumnarSupportMode.UNSUPPORTED : ColumnarSupportMode.SUPPORTED;
  }

  /** An upper bound: how many rows a filter keeps is not known before they are read. */
  @Override
  public Statistics estimateStatistics() {
    long rows = plan.rows();
    if (spec.topN().isPresent()) {
      rows = Math.min(rows, spec.topN().get().k());
    }
    rows = Math.min(rows, spec.limit());
    return new ScanStatistics(table, readSchema, plan, rows);
  }

  /** Whether every task reads rows of one partition only. */
  boolean readsByPartition() {
    return readsByPartition;
  }

  @Override
  public Partitioning outputPartitioning() {
    return readsByPartition
        ? new KeyGroupedPartitioning(
            PartitionedTasks.partitioning(table), tasksByPartition().size())
        : new UnknownPartitioning(0);
  }

  /** The tasks of a scan of which each reads rows of one partition, in the order that it tells. */
  Map<Map<String, Object>, List<List<Segment>>> tasksByPartition() {
    return order.isOfFiles() ? plan.filesByPartition() : plan.tasksByPartition();
  }

  @Override
  public SortOrder[] outputOrdering() {
    return order.toSpark();
  }

  /**
   * Columns by which Spark may filter when it has evaluated scalar subqueries: partition columns,
   * and vector columns, because the query vector may be such a subquery. Rows that pass are checked
   * by Spark again. For a statement that changes rows, Spark would run a query to find out which
   * values the changed rows have, of which only those of partition columns leave files out.
   */
  @Override
  public NamedReference[] filterAttributes() {
    boolean narrows = planned.topN().isEmpty() && planned.limit() == Long.MAX_VALUE && !counts;
    return narrows
        ? Arrays.stream(readSchema.fieldNames())
            .filter(
                name ->
                    (table.vectorColumn(name).isPresent() && !rowLevel)
                        || table.metadata().partitionSources().contains(name))
            .map(References::column)
            .toArray(NamedReference[]::new)
        : new NamedReference[0];
  }

  /**
   * Starts from the plan every time, so that what one execution has found never narrows another.
   */
  @Override
  public void filter(Predicate[] predicates) {
    SparkErrors.translating(() -> narrow(predicates));
  }

  private void narrow(Predicate[] predicates) {
    PredicateTranslator translator =
        new PredicateTranslator(table.tableSchema(), table.schema(), planned.scores());
    List<Filter> filters = new ArrayList<>();
    filters.add(planned.filter());
    for (Predicate predicate : predicates) {
      translator.translate(predicate).ifPresent(filters::add);
    }
    spec = planned.score(translator.scores()).where(Filter.all(filters));
    plan = plan();
  }

  @Override
  public String description() {
    StringBuilder text = new StringBuilder(table.name());
    text.append(" [").append(String.join(", ", readSchema.fieldNames())).append(']');
    table.snapshot().map(Snapshot::version).ifPresent(v -> text.append(", version: ").append(v));
    if (!spec.scores().isEmpty()) {
      text.append(
          spec.scores().stream()
              .map(Objects::toString)
              .collect(Collectors.joining(", ", ", scores: [", "]")));
    }
    if (!(spec.filter() instanceof Filter.Constant all && all.value())) {
      text.append(", filter: ").append(spec.filter());
    }
    spec.topN().ifPresent(topN -> text.append(", top-n: ").append(topN));
    if (spec.limit() != Long.MAX_VALUE) {
      text.append(", limit: ").append(spec.limit());
    }
    text.append(codes());
    text.append(", files: ").append(plan.files().size());
    if (plan.skippedFiles() > 0) {
      text.append(" of ").append(plan.files().size() + plan.skippedFiles());
    }
    return text.toString();
  }

  /** The codes of the columns that the scan may find rows by. */
  private String codes() {
    Set<String> columns = spec.boundedColumns();
    if (columns.isEmpty() || plan.files().isEmpty()) {
      return "";
    } else if (!spec.usesCodes()) {
      return ", codes: off";
    }
    return columns.stream()
        .map(
            column ->
                (columns.size() == 1 ? "codes: " : "codes of " + column + ": ") + codes(column))
        .collect(Collectors.joining(", ", ", ", ""));
  }

  private String codes(String column) {
    return plan.encoders(column).entrySet().stream()
        .map(e -> e.getKey() + " (" + e.getValue() + (e.getValue() == 1 ? " file)" : " files)"))
        .collect(Collectors.joining(", "));
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return new CustomMetric[] {
      new RowsScanned(),
      new VectorsScored(),
      new VectorBytes(),
      new RowsDecidedByCodes(),
      new RowsDecidedByNorms(),
      new RowsRechecked(),
      new CodeBytes(),
      new BytesPerRow(),
      new ScanSpeed(),
      new FilesRead(),
      new FilesSkipped()
    };
  }

  @Override
  public CustomTaskMetric[] reportDriverMetrics() {
    return new CustomTaskMetric[] {
      new TaskMetric(FilesRead.NAME, plan.files().size()),
      new TaskMetric(FilesSkipped.NAME, plan.skippedFiles())
    };
  }

  /** Equal scans return the same rows, so Spark may run one of them for both. */
  @Override
  public boolean equals(Object other) {
    return other instanceof VectorScan that
        && table.equals(that.table)
        && readSchema.equals(that.readSchema)
        && counts == that.counts
        && readsByPartition == that.readsByPartition
        && order.equals(that.order)
        && planned.equals(that.planned);
  }

  @Override
  public int hashCode() {
    return Objects.hash(table, readSchema, counts, planned);
  }
}
