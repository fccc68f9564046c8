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
package io.vectordb.benchmarks;

import io.vectordb.spark.metric.VectorBytes;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/** How many bytes the scan, which is the same below every interface of vectordb, reads of a row. */
final class ScanBytes extends SparkListener {
  /** The metrics that count what is read for scores: whatever else scans read belongs here. */
  private static final Set<String> METRICS = Set.of(new VectorBytes().description());

  private long bytes;

  private ScanBytes() {}

  static double perRow(StoredTable table, Ask ask) throws TimeoutException {
    SparkContext context = table.spark().sparkContext();
    ScanBytes listener = new ScanBytes();
    context.addSparkListener(listener);
    try {
      new SqlSearcher(table).search(ask);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
    }
    return (double) listener.bytes() / table.rows();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    for (AccumulableInfo metric :
        CollectionConverters.asJava(event.taskInfo().accumulables().toSeq())) {
      if (metric.name().exists(METRICS::contains)) {
        bytes += ((Number) metric.update().get()).longValue();
      }
    }
  }

  private synchronized long bytes() {
    return bytes;
  }
}
