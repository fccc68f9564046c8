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

import io.vectordb.spark.column.ScanColumns;
import io.vectordb.spark.metric.BytesPerRow;
import io.vectordb.spark.metric.CodeBytes;
import io.vectordb.spark.metric.RowsDecidedByCodes;
import io.vectordb.spark.metric.RowsDecidedByNorms;
import io.vectordb.spark.metric.RowsRechecked;
import io.vectordb.spark.metric.RowsScanned;
import io.vectordb.spark.metric.ScanSpeed;
import io.vectordb.spark.metric.VectorBytes;
import io.vectordb.spark.metric.VectorsScored;
import io.vectordb.table.scan.ScanMetrics;
import io.vectordb.table.scan.SegmentScan;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Returns the rows of a task's scan as column batches that read the mapped files. */
public final class VectorColumnarReader implements PartitionReader<ColumnarBatch> {
  private final SegmentScan scan;
  private final ScanColumns columns;

  public VectorColumnarReader(VectorInputPartition partition) {
    VectorScanTask task = partition.task();
    this.scan = scan(partition);
    this.columns = new ScanColumns(task.readSchema(), task.spec().scores());
  }

  static SegmentScan scan(VectorInputPartition partition) {
    VectorScanTask task = partition.task();
    SegmentScan scan =
        new SegmentScan(task.table().open().store(), partition.segments(), task.spec())
            .checking(VectorColumnarReader::stopIfKilled);
    task.spec()
        .topN()
        .ifPresent(topN -> scan.sharing(SharedLimits.of(task.search(), topN.direction())));
    return scan;
  }

  /**
   * Spark asks tasks to stop between rows, but a count or a top-n returns its first row when it has
   * seen all.
   */
  private static void stopIfKilled() {
    TaskContext context = TaskContext.get();
    if (context != null && context.isInterrupted()) {
      throw new TaskKilledException("the scan was cancelled");
    }
  }

  @Override
  public boolean next() {
    return scan.next();
  }

  @Override
  public ColumnarBatch get() {
    return columns.of(scan.batch());
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return metrics(scan.metrics());
  }

  static CustomTaskMetric[] metrics(ScanMetrics metrics) {
    double seconds = Math.max(1, metrics.scanNanos()) / 1e9;
    long bytes = metrics.vectorBytes() + metrics.codeBytes();
    return new CustomTaskMetric[] {
      new TaskMetric(RowsScanned.NAME, metrics.rowsScanned()),
      new TaskMetric(VectorsScored.NAME, metrics.vectorsScored()),
      new TaskMetric(VectorBytes.NAME, metrics.vectorBytes()),
      new TaskMetric(RowsDecidedByCodes.NAME, metrics.rowsDecidedByCodes()),
      new TaskMetric(RowsDecidedByNorms.NAME, metrics.rowsDecidedByNorms()),
      new TaskMetric(RowsRechecked.NAME, metrics.rowsRechecked()),
      new TaskMetric(CodeBytes.NAME, metrics.codeBytes()),
      new TaskMetric(BytesPerRow.NAME, bytes / Math.max(1, metrics.rowsScanned())),
      new TaskMetric(ScanSpeed.NAME, (long) (bytes / seconds))
    };
  }

  @Override
  public void close() {
    scan.close();
  }
}
