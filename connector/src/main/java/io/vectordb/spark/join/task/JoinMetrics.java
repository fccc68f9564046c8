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

import java.io.Serializable;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;

/**
 * What a join tells of its work, in the plan of Spark's UI.
 *
 * @param pairs of a left and a right vector that were compared
 * @param scoredPairs those whose score the estimate left open
 * @param searchNanos time of comparing, of all tasks
 * @param gigaflops products and sums of a task per nanosecond of it
 * @param packedBytes of vectors that tasks have held of the left side
 * @param passes over the right side, one per chunk of the left side
 */
public record JoinMetrics(
    SQLMetric outputRows,
    SQLMetric pairs,
    SQLMetric scoredPairs,
    SQLMetric searchNanos,
    SQLMetric gigaflops,
    SQLMetric packedBytes,
    SQLMetric passes)
    implements Serializable {

  public static JoinMetrics create(SparkContext context) {
    return new JoinMetrics(
        SQLMetrics.createMetric(context, "number of output rows"),
        SQLMetrics.createMetric(context, "pairs"),
        SQLMetrics.createMetric(context, "pairs scored exactly"),
        SQLMetrics.createNanoTimingMetric(context, "search time", -1L),
        SQLMetrics.createAverageMetric(context, "GFLOP/s of a task"),
        SQLMetrics.createSizeMetric(context, "packed vectors", -1L),
        SQLMetrics.createMetric(context, "passes over the right side"));
  }

  /** What a task has done in all: a product and a sum per element of each pair. */
  void searched(double operations, long nanos) {
    if (nanos > 0) {
      gigaflops.set(operations / nanos);
    }
  }

  public Map<String, SQLMetric> byName() {
    return Map.of(
        "numOutputRows", outputRows,
        "pairs", pairs,
        "scoredPairs", scoredPairs,
        "searchTime", searchNanos,
        "gigaflops", gigaflops,
        "packedBytes", packedBytes,
        "passes", passes);
  }
}
