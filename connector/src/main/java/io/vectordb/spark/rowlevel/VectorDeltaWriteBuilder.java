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
package io.vectordb.spark.rowlevel;

import io.vectordb.spark.read.StatementRead;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import java.util.List;
import org.apache.spark.sql.connector.write.DeltaWrite;
import org.apache.spark.sql.connector.write.DeltaWriteBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.RowLevelOperation.Command;

/** Spark asks for it before it asks for the write; nothing is left to be decided. */
record VectorDeltaWriteBuilder(
    TableVersion table,
    Command command,
    LogicalWriteInfo info,
    VectorOptions options,
    List<StatementRead> reads)
    implements DeltaWriteBuilder {
  @Override
  public DeltaWrite build() {
    return new VectorDeltaWrite(table, command, info, options, reads);
  }
}
