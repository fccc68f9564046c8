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
package io.vectordb.spark;

import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsPartitionManagement;
import org.apache.spark.sql.types.StructType;

/** A table whose partitions Spark can list and describe; they come and go with their rows. */
interface ListsPartitions extends SupportsPartitionManagement {
  /** The partitions of the version that is seen. */
  TablePartitions partitions();

  @Override
  default StructType partitionSchema() {
    return partitions().schema();
  }

  @Override
  default InternalRow[] listPartitionIdentifiers(String[] names, InternalRow values) {
    return SparkErrors.translating(() -> partitions().list(names, values));
  }

  @Override
  default Map<String, String> loadPartitionMetadata(InternalRow values) {
    return SparkErrors.translating(() -> partitions().describe(values));
  }

  @Override
  default void createPartition(InternalRow values, Map<String, String> properties) {
    comeAndGo();
  }

  @Override
  default boolean dropPartition(InternalRow values) {
    return comeAndGo();
  }

  @Override
  default void replacePartitionMetadata(InternalRow values, Map<String, String> properties) {
    comeAndGo();
  }

  private boolean comeAndGo() {
    return SparkErrors.translating(
        () -> {
          throw new VectorDbException(
              "The partitions of "
                  + name()
                  + " come with their rows and go with them; add rows by INSERT, or drop a"
                  + " partition by DELETE FROM with a condition on the partition columns");
        });
  }
}
