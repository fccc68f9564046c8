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
/**
 * What Spark's UI shows of scans and writes. Spark makes these objects itself, by class name, to
 * aggregate what tasks report, so each metric is a public class. Leans on Spark only; a scan or
 * write lists those that it reports. Not for users to name; a metric's text is in its class, such
 * as {@link RowsScanned}.
 */
package io.vectordb.spark.metric;
