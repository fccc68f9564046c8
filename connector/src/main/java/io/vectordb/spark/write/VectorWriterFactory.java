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
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
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
  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId) {
    return SparkErrors.writer(
        () ->
            new VectorDataWriter(
                new RowFiles(
                    handle.open(), schema, partitionColumns, rowSchema, rowsPerFile, codes)));
  }
}
