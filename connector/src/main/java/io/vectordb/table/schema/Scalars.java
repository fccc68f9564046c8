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
package io.vectordb.table.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The Java types that stand for scalar values in statistics, partition values and filter literals,
 * and their order:
 *
 * <ul>
 *   <li>{@code Boolean}: false before true
 *   <li>{@code Long}: every integer type, DATE (days since 1970), TIMESTAMP with and without zone
 *       (microseconds), TIME (nanoseconds), intervals of months or microseconds
 *   <li>{@code Double}: FLOAT (widened, which is exact) and DOUBLE; -0.0 equals 0.0, NaN equals NaN
 *       and is the largest
 *   <li>{@code BigDecimal}: DECIMAL
 *   <li>{@code String}: by its UTF-8 bytes, unsigned
 *   <li>{@code byte[]}: unsigned bytes
 * </ul>
 *
 * <p>These are the rules by which Spark SQL compares.
 */
public final class Scalars {
  private Scalars() {}

  /** Compares two values of the same of the types above. */
  public static int compare(Object a, Object b) {
    if (a instanceof String s) {
      return Arrays.compareUnsigned(utf8(s), utf8((String) b));
    }
    if (a instanceof byte[] bytes) {
      return Arrays.compareUnsigned(bytes, (byte[]) b);
    }
    if (a instanceof Double d) {
      return compareDoubles(d, (Double) b);
    }
    @SuppressWarnings("unchecked")
    Comparable<Object> comparable = (Comparable<Object>) a;
    return comparable.compareTo(b);
  }

  /**
   * Spark's order of doubles: -0.0 equals 0.0, NaN equals NaN and is larger than everything else.
   */
  public static int compareDoubles(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }

  /** Whether these bytes are those of a text, not just of something that Spark calls one. */
  public static boolean isUtf8(byte[] bytes) {
    return Arrays.equals(bytes, utf8(new String(bytes, StandardCharsets.UTF_8)));
  }

  public static byte[] utf8(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }
}
