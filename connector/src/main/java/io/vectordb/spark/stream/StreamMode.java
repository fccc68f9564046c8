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

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.streaming.OutputMode;
import scala.jdk.javaapi.CollectionConverters;

/** How Spark runs a streaming query. */
public final class StreamMode {
  private static final String CONTINUOUS_KEY = "__is_continuous_processing";
  private static final String EXECUTION_KEY = "spark.sql.execution.id";

  /** The scan of real-time mode, by name, because it has moved between releases of Spark. */
  private static final String REAL_TIME_SCAN = "RealTimeStreamScanExec";

  private StreamMode() {}

  /** Whether {@code queryId} is that of a streaming query whose output mode is update. */
  public static boolean updates(SparkSession session, String queryId) {
    // Not session.streams(): a query runs in a copy of the session, which knows no queries.
    return ((org.apache.spark.sql.classic.SparkSession) session)
        .sharedState().activeStreamingQueries().values().stream()
            .filter(query -> query.id().toString().equals(queryId))
            .anyMatch(query -> query.outputMode().equals(OutputMode.Update()));
  }

  /**
   * Whether an epoch of this thread's query that is repeated after a crash may have other rows than
   * before: in continuous processing and real-time mode Spark notes where an epoch ends when it is
   * over. Micro-batches are repeated as they were.
   */
  static boolean repeatsWithOtherRows(SparkSession session) {
    SparkContext context = session.sparkContext();
    return Boolean.parseBoolean(context.getLocalProperty(CONTINUOUS_KEY)) || isRealTime(context);
  }

  private static boolean isRealTime(SparkContext context) {
    String id = context.getLocalProperty(EXECUTION_KEY);
    QueryExecution execution =
        id == null ? null : SQLExecution.getQueryExecution(Long.parseLong(id));
    return execution != null
        && CollectionConverters.asJava(execution.executedPlan().collectLeaves()).stream()
            .anyMatch(leaf -> leaf.getClass().getSimpleName().equals(REAL_TIME_SCAN));
  }
}
