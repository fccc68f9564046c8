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

/** Bytes of vectors and codes that tasks read for every row that they looked at, on average. */
public final class BytesPerRow implements CustomMetric {
  public static final String NAME = "bytesPerRow";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "bytes read per row";
  }

  @Override
  public String aggregateTaskMetrics(long[] bytesPerRow) {
    double mean = Arrays.stream(bytesPerRow).average().orElse(0);
    return String.format(Locale.ROOT, "%.0f", mean);
  }
}
