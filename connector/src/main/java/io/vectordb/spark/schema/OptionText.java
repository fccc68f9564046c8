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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.time.ZoneId;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The values of options, which are texts, as what they mean. Every method refuses a text that means
 * nothing by the name of its option.
 */
public final class OptionText {
  private OptionText() {}

  /** {@code true} or {@code false}. */
  static boolean flag(String key, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw malformed(key, text, "true or false");
    };
  }

  static int parseInt(String key, String text) {
    try {
      return Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      throw malformed(key, text, "a whole number");
    }
  }

  public static long parseLong(String key, String text) {
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw malformed(key, text, "a whole number");
    }
  }

  /** A time of the session's zone, in microseconds since 1970. */
  public static long micros(String key, String text, SparkSession session) {
    ZoneId zone = DateTimeUtils.getZoneId(session.conf().get("spark.sql.session.timeZone"));
    scala.Option<Object> micros =
        DateTimeUtils.stringToTimestamp(UTF8String.fromString(text), zone);
    if (micros.isEmpty()) {
      throw malformed(key, text, "a time, for example '2026-01-31 12:00:00'");
    }
    return (Long) micros.get();
  }

  /** The error of a value that is not what the option takes. */
  public static VectorDbException malformed(String key, String value, String expected) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_OPTION_INVALID,
        "Option " + key + " is '" + value + "', but has to be " + expected);
  }
}
