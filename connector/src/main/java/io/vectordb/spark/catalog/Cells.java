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
package io.vectordb.spark.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;

/** Values of procedures' results as Spark keeps them in rows. */
final class Cells {
  private Cells() {}

  static InternalRow row(Object... cells) {
    return new GenericInternalRow(cells);
  }

  static UTF8String text(Object value) {
    return value == null ? null : UTF8String.fromString(value.toString());
  }

  static long timestamp(long millis) {
    return TimeUnit.MILLISECONDS.toMicros(millis);
  }

  static GenericArrayData texts(List<?> texts) {
    return new GenericArrayData(texts.stream().map(Cells::text).toArray());
  }

  static MapData numbers(Map<String, Long> map) {
    Map<String, Long> sorted = new TreeMap<>(map);
    return new ArrayBasedMapData(
        texts(List.copyOf(sorted.keySet())), new GenericArrayData(sorted.values().toArray()));
  }

  static MapData map(Map<String, ?> map) {
    Map<String, ?> sorted = new TreeMap<>(map);
    return new ArrayBasedMapData(
        texts(List.copyOf(sorted.keySet())), texts(new ArrayList<>(sorted.values())));
  }
}
