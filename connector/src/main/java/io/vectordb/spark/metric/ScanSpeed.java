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
package io.vectordb.spark.metric;

import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.connector.metric.CustomMetric;

/** How fast tasks scanned, on average, in bytes of vectors and codes per second. */
public final class ScanSpeed implements CustomMetric {
  public static final String NAME = "scanSpeed";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "scan speed of a task";
  }

  @Override
  public String aggregateTaskMetrics(long[] bytesPerSecond) {
    double mean = Arrays.stream(bytesPerSecond).average().orElse(0);
    return String.format(Locale.ROOT, "%.2f GB/s", mean / 1e9);
  }
}
