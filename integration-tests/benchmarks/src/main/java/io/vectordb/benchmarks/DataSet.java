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

/** Vectors of one kind, and vectors like them to search for. */
interface DataSet extends VectorSource {
  String name();

  /** What the rows are, in one sentence. */
  String description();

  /** A vector of the same kind that is no row; not the same for different numbers. */
  float[] query(int number);
}
