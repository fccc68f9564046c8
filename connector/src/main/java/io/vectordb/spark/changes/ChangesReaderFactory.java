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
package io.vectordb.spark.changes;

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.read.VectorColumnarReader;
import io.vectordb.spark.read.VectorRowReader;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;

/** Makes the readers of a table's changes, on the executors. */
final class ChangesReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return true;
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return SparkErrors.reader(() -> new Reader((ChangesInputPartition) partition));
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new VectorRowReader(createColumnarReader(partition));
  }

  /** Returns the stored rows, and beside them what happened to all of them. */
  private static final class Reader implements PartitionReader<ColumnarBatch> {
    private final ChangesInputPartition partition;
    private final VectorColumnarReader rows;

    Reader(ChangesInputPartition partition) {
      this.partition = partition;
      this.rows = new VectorColumnarReader(partition.rows());
    }

    @Override
    public boolean next() {
      return rows.next();
    }

    @Override
    public ColumnarBatch get() {
      ColumnarBatch stored = rows.get();
      StructType storedSchema = partition.rows().task().readSchema();
      ColumnVector[] columns = new ColumnVector[partition.schema().length()];
      for (int i = 0; i < columns.length; i++) {
        StructField field = partition.schema().fields()[i];
        columns[i] =
            ChangesScan.METADATA.getFieldIndex(field.name()).isDefined()
                ? constant(field, stored.numRows())
                : stored.column(storedSchema.fieldIndex(field.name()));
      }
      return new ColumnarBatch(columns, stored.numRows());
    }

    private ColumnVector constant(StructField field, int rowCount) {
      ConstantColumnVector vector = new ConstantColumnVector(rowCount, field.dataType());
      switch (field.name()) {
        case ChangesScan.TYPE -> vector.setUtf8String(UTF8String.fromString(partition.type()));
        case ChangesScan.VERSION -> vector.setLong(partition.version());
        default -> vector.setLong(Math.multiplyExact(partition.timestampMillis(), 1000L));
      }
      return vector;
    }

    @Override
    public CustomTaskMetric[] currentMetricsValues() {
      return rows.currentMetricsValues();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
