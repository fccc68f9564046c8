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
package io.vectordb.spark.write;

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.schema.TableHandle;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.types.StructType;

/** Makes the writers, on the executors. */
public record VectorWriterFactory(
    TableHandle handle,
    TableSchema schema,
    List<String> partitionColumns,
    StructType rowSchema,
    long rowsPerFile,
    CodePolicy codes)
    implements DataWriterFactory {
  /**
   * The writers of rows to one version of a table.
   *
   * @param planned the table for which the write was planned
   * @param base the version to which it adds, with the principal components of its codes; empty if
   *     the table does not exist yet
   * @param schema the columns of the table
   * @param rowSchema the rows' columns
   * @param options those of the write
   */
  public static VectorWriterFactory of(
      TableVersion planned,
      Optional<Snapshot> base,
      TableSchema schema,
      StructType rowSchema,
      VectorOptions options) {
    return new VectorWriterFactory(
        planned.handle(),
        schema,
        planned.metadata().partitionColumns(),
        rowSchema,
        options.rowsPerFile(),
        CodePolicy.of(options.codes(), base.map(Snapshot::files).orElse(List.of())));
  }

  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
    return SparkErrors.writer(
        () ->
            new VectorDataWriter(
                new RowFiles(
                    handle.open(), schema, partitionColumns, rowSchema, rowsPerFile, codes)));
  }
}
