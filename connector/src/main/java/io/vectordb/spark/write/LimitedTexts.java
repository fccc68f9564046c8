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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.CharVarcharUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Brings the texts of a stream's rows to the length that CHAR and VARCHAR columns of the table
 * have, at any depth, which Spark does for batches only. Not thread-safe.
 */
public final class LimitedTexts {
  private final int[] sources;
  private final UnsafeProjection limited;
  private final JoinedRow joined = new JoinedRow();

  /**
   * @param ordinals for every column of {@code table} its place in the stream's rows
   */
  public LimitedTexts(StructType table, int[] ordinals) {
    List<Expression> columns = new ArrayList<>();
    for (int column = 0; column < ordinals.length; column++) {
      DataType type = table.fields()[column].dataType();
      if (isLimited(type)) {
        BoundReference text = new BoundReference(ordinals[column], withoutLimits(type), true);
        columns.add(CharVarcharUtils.stringLengthCheck(text, type));
      }
    }
    this.sources =
        IntStream.range(0, ordinals.length)
            .filter(column -> isLimited(table.fields()[column].dataType()))
            .map(column -> ordinals[column])
            .toArray();
    this.limited = UnsafeProjection.create(CollectionConverters.asScala(columns).toSeq());
  }

  /** Whether there are texts of limited length in a type. */
  private static boolean isLimited(DataType type) {
    return CharVarcharUtils.hasCharVarchar(type);
  }

  /** The type that expressions have whose values go to a column of this type. */
  public static DataType withoutLimits(DataType type) {
    return CharVarcharUtils.replaceCharVarcharWithString(type);
  }

  /** The row with the columns of limited length before it; valid until the next one. */
  public InternalRow before(InternalRow row) {
    return joined.apply(limited.apply(row), row);
  }

  /** For every column of the table its place in the rows that {@link #before} gives. */
  public int[] ordinals(int[] ordinals) {
    int[] places = IntStream.of(ordinals).map(ordinal -> sources.length + ordinal).toArray();
    for (int column = 0; column < places.length; column++) {
      for (int i = 0; i < sources.length; i++) {
        if (ordinals[column] == sources[i]) {
          places[column] = i;
        }
      }
    }
    return places;
  }

  public boolean isEmpty() {
    return sources.length == 0;
  }
}
