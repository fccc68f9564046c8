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
package io.vectordb.spark.join.task;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.immutable.Seq;

/** Reads the keys of the rows of one side. */
final class KeyReader {
  private final UnsafeProjection keys;

  /**
   * @param keys expressions of {@code columns}; may be none
   */
  KeyReader(Seq<Expression> keys, Seq<Attribute> columns) {
    this.keys = UnsafeProjection.create(keys, columns);
  }

  /** The keys of {@code row}, valid until the next one; null if one of them is NULL. */
  UnsafeRow read(InternalRow row) {
    UnsafeRow read = keys.apply(row);
    return read.anyNull() ? null : read;
  }
}
