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

import io.vectordb.table.scan.SegmentScan;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Returns the number of rows that a task's scan finds, as one row. */
final class VectorCountReader implements PartitionReader<ColumnarBatch> {
  private final SegmentScan scan;
  private boolean done;

  VectorCountReader(VectorInputPartition partition) {
    this.scan = VectorColumnarReader.scan(partition);
  }

  @Override
  public boolean next() {
    return !done;
  }

  @Override
  public ColumnarBatch get() {
    long rows = 0;
    while (scan.next()) {
      rows += scan.batch().size();
    }
    done = true;
    OnHeapColumnVector count = new OnHeapColumnVector(1, DataTypes.LongType);
    count.putLong(0, rows);
    return new ColumnarBatch(new ColumnVector[] {count}, 1);
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return VectorColumnarReader.metrics(scan.metrics());
  }

  @Override
  public void close() {
    scan.close();
  }
}
