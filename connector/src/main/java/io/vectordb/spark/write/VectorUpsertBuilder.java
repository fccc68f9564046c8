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

import io.vectordb.spark.schema.VectorOptions;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;

/**
 * A write that replaces rows by their keys. Only such a one may take the rows of a stream in output
 * mode update, which Spark hands over as if they were appended.
 */
public final class VectorUpsertBuilder extends VectorWriteBuilder
    implements SupportsStreamingUpdateAsAppend {
  /**
   * @param streams makes the write of a stream's rows
   */
  public VectorUpsertBuilder(
      TargetTable target,
      LogicalWriteInfo info,
      VectorOptions options,
      VectorWrite.Streams streams) {
    super(target, info, options, streams);
  }
}
