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
package io.vectordb.spark.stream;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.write.LimitedTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function2;

/** Finds the columns of a table among those of a stream, by name, which Spark does for batches. */
final class StreamColumns {
  private StreamColumns() {}

  /**
   * For every column of {@code table} its ordinal in the rows of a stream.
   *
   * @throws VectorDbException if the stream has other columns than the table, or of other types
   */
  static int[] ordinals(StructType stream, TableVersion table) {
    List<String> problems = new ArrayList<>();
    Set<String> used = new HashSet<>();
    int[] ordinals = new int[table.schema().length()];
    for (int i = 0; i < ordinals.length; i++) {
      StructField column = table.schema().fields()[i];
      ordinals[i] = find(stream, column.name());
      if (ordinals[i] < 0) {
        problems.add("it has no column " + column.name());
        continue;
      }
      StructField found = stream.fields()[ordinals[i]];
      used.add(found.name());
      if (!fits(found.dataType(), column.dataType())) {
        problems.add(
            "its column "
                + found.name()
                + " is "
                + found.dataType().sql()
                + " instead of "
                + column.dataType().sql());
      }
    }
    for (String name : stream.fieldNames()) {
      if (!used.contains(name)) {
        problems.add("its column " + name + " is not in the table");
      }
    }
    if (!problems.isEmpty()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          "The stream cannot be written to "
              + table.name()
              + ": "
              + String.join(", ", problems)
              + ". Select and cast the columns "
              + table.schema().simpleString());
    }
    return ordinals;
  }

  /** Spark has no expressions of the types CHAR and VARCHAR, only texts that columns limit. */
  private static boolean fits(DataType found, DataType column) {
    return DataTypeUtils.equalsIgnoreNullability(found, column)
        || DataTypeUtils.equalsIgnoreNullability(found, LimitedTexts.withoutLimits(column));
  }

  private static int find(StructType stream, String name) {
    Function2<String, String, Object> resolver = SQLConf.get().resolver();
    return Arrays.stream(stream.fieldNames())
        .filter(other -> (boolean) resolver.apply(other, name))
        .findFirst()
        .map(stream::fieldIndex)
        .orElse(-1);
  }
}
