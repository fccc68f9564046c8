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

import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.util.CharVarcharCodegenUtils;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Brings the texts of a stream's rows to the length that CHAR and VARCHAR columns of the table
 * have, which Spark does for batches only. Not thread-safe.
 */
final class LimitedTexts {
  private final DataType[] types;
  private final int[] sources;
  private final GenericInternalRow texts;
  private final JoinedRow joined = new JoinedRow();

  /**
   * @param ordinals for every column of {@code table} its place in the stream's rows
   */
  LimitedTexts(StructType table, int[] ordinals) {
    int[] columns =
        IntStream.range(0, ordinals.length)
            .filter(column -> isLimited(table.fields()[column].dataType()))
            .toArray();
    this.sources = IntStream.of(columns).map(column -> ordinals[column]).toArray();
    this.types =
        IntStream.of(columns)
            .mapToObj(column -> table.fields()[column].dataType())
            .toArray(DataType[]::new);
    this.texts = new GenericInternalRow(columns.length);
  }

  static boolean isLimited(DataType type) {
    return type instanceof CharType || type instanceof VarcharType;
  }

  /** The row with the texts of the right length before it; valid until the next one. */
  InternalRow before(InternalRow row) {
    for (int i = 0; i < sources.length; i++) {
      texts.update(i, row.isNullAt(sources[i]) ? null : limited(i, row.getUTF8String(sources[i])));
    }
    return joined.apply(texts, row);
  }

  private UTF8String limited(int i, UTF8String text) {
    return types[i] instanceof CharType fixed
        ? CharVarcharCodegenUtils.charTypeWriteSideCheck(text, fixed.length())
        : CharVarcharCodegenUtils.varcharTypeWriteSideCheck(
            text, ((VarcharType) types[i]).length());
  }

  /** For every column of the table its place in the rows that {@link #before} gives. */
  int[] ordinals(int[] ordinals) {
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

  boolean isEmpty() {
    return sources.length == 0;
  }
}
