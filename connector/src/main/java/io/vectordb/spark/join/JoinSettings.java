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
package io.vectordb.spark.join;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.network.util.ByteUnit;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.internal.SQLConf;

/**
 * What a session says about joins.
 *
 * @param plan how the sides meet
 * @param taskBytes what a task holds of the left side, with what it has found, at most
 * @param renewsTables whether each micro-batch of a stream is joined to the newest version of a
 *     table
 */
record JoinSettings(JoinPlan plan, long taskBytes, boolean renewsTables) {
  /** A {@link JoinPlan}, in any case. */
  static final String PLAN = "spark.vectordb.join.plan";

  /** A size, {@code 256m} for example. */
  static final String TASK_MEMORY = "spark.vectordb.join.taskMemory";

  /** {@code true} or {@code false}. */
  static final String RENEW_TABLES = "spark.vectordb.join.renewTables";

  private static final String DEFAULT_TASK_MEMORY = "256m";

  /** The settings of the session that plans. */
  static JoinSettings current() {
    SQLConf conf = SQLConf.get();
    return SparkErrors.translating(
        () ->
            new JoinSettings(
                plan(conf.getConfString(PLAN, JoinPlan.AUTO.label())),
                bytes(conf.getConfString(TASK_MEMORY, DEFAULT_TASK_MEMORY)),
                isTrue(conf.getConfString(RENEW_TABLES, "true"))));
  }

  private static JoinPlan plan(String value) {
    return Arrays.stream(JoinPlan.values())
        .filter(plan -> plan.label().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    PLAN,
                    value,
                    Arrays.stream(JoinPlan.values())
                        .map(JoinPlan::label)
                        .collect(Collectors.joining(", "))));
  }

  private static long bytes(String value) {
    long bytes;
    try {
      bytes = JavaUtils.byteStringAs(value, ByteUnit.BYTE);
    } catch (NumberFormatException e) {
      throw invalid(TASK_MEMORY, value, "a size such as 256m");
    }
    if (bytes <= 0) {
      throw invalid(TASK_MEMORY, value, "a size above 0");
    }
    return bytes;
  }

  private static boolean isTrue(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(RENEW_TABLES, value, "true or false");
    };
  }

  private static VectorDbException invalid(String setting, String value, String legal) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_OPTION_INVALID,
        setting + " is '" + value + "'; set it to " + legal);
  }
}
