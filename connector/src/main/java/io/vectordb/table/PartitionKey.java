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
package io.vectordb.table;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.DataFile;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The values of the partition columns, in their order, in a form whose equality is that of {@link
 * Scalars}: arrays by content, 1.0 equal to 1.00 and -0.0 to 0.0.
 */
public record PartitionKey(List<Object> values) {
  public static PartitionKey of(DataFile file, List<String> partitionColumns, String table) {
    return of(file.partitionValues(), partitionColumns, table);
  }

  public static PartitionKey of(Map<String, Object> partition, List<String> columns, String table) {
    if (partition.size() != columns.size() || !partition.keySet().containsAll(columns)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "A partition of "
              + table
              + " has values for "
              + partition.keySet()
              + " but the table is partitioned by "
              + columns
              + "; give a value, or NULL, for each of them");
    }
    List<Object> values = new ArrayList<>(columns.size());
    for (String column : columns) {
      values.add(comparable(partition.get(column)));
    }
    return new PartitionKey(values);
  }

  private static Object comparable(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    } else if (value instanceof BigDecimal decimal) {
      return decimal.stripTrailingZeros();
    } else if (value instanceof Double d) {
      return d == 0 ? (Object) 0.0 : d;
    }
    return value;
  }
}
