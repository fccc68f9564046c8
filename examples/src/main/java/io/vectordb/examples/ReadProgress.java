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
package io.vectordb.examples;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Says how many images the finished tasks have read, at most twice a second. */
final class ReadProgress extends SparkListener {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final PrintStream out;
  private long images;
  private long nextNanos = System.nanoTime();

  ReadProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskMetrics() == null) {
      return;
    }
    long read = end.taskMetrics().inputMetrics().recordsRead();
    images += read;
    if (read > 0 && System.nanoTime() - nextNanos >= 0) {
      out.printf("  %,6d images%n", images);
      nextNanos = System.nanoTime() + INTERVAL_NANOS;
    }
  }
}
