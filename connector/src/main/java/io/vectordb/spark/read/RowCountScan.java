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
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.Snapshot;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code count(*)} without filter: the log knows the answer, no task has to run. */
final class RowCountScan implements LocalScan {
  private final TableVersion table;

  RowCountScan(TableVersion table) {
    this.table = table;
  }

  @Override
  public StructType readSchema() {
    return new StructType().add(VectorScan.COUNT_COLUMN, DataTypes.LongType, false);
  }

  @Override
  public InternalRow[] rows() {
    long rows = SparkErrors.translating(() -> table.snapshot().map(Snapshot::rowCount).orElse(0L));
    return new InternalRow[] {new GenericInternalRow(new Object[] {rows})};
  }

  @Override
  public String description() {
    return table.name() + " row count from the log";
  }
}
