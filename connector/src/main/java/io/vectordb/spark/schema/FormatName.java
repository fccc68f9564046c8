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

/** What Spark's users call this source: {@code format("vectordb")}, {@code USING vectordb}. */
public final class FormatName {
  public static final String SHORT = "vectordb";

  /** The class that Spark loads; it may be named instead. */
  private static final String DATA_SOURCE = "io.vectordb.spark.VectorDataSource";

  private FormatName() {}

  /** Whether {@code USING provider} means this source. */
  public static boolean isMeantBy(String provider) {
    return provider.equalsIgnoreCase(SHORT) || provider.equals(DATA_SOURCE);
  }
}
