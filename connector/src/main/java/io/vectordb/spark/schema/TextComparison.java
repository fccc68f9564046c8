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
package io.vectordb.spark.schema;

import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;

/**
 * Whether Spark compares the values of a column as the table does. Only texts can differ: a
 * collation may take texts for equal whose bytes are not, and CHAR is padded before it is compared.
 */
public final class TextComparison {
  private TextComparison() {}

  /** Whether values that are equal for Spark have the same bytes. */
  public static boolean isEqualityOfBytes(DataType type) {
    return !(type instanceof StringType text) || text.supportsBinaryEquality();
  }

  /** Whether the order of values is that of their bytes. */
  public static boolean isOrderOfBytes(DataType type) {
    return !(type instanceof StringType text) || text.supportsBinaryOrdering();
  }

  /** Whether conditions mean the values as they are stored. */
  public static boolean isOfStoredValues(DataType type) {
    return isOrderOfBytes(type) && !(type instanceof CharType);
  }
}
