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

import java.io.Serializable;

/** Rows of vectors that anybody can have in any order: a row depends on its number alone. */
interface VectorSource extends Serializable {
  /** Elements of a vector. */
  int dimension();

  /** For one thread. */
  Reader open();

  /** Makes or reads rows, on one thread. */
  interface Reader extends AutoCloseable {
    /** Puts row {@code id} into {@code vector}. */
    void read(long id, float[] vector);

    @Override
    default void close() {}
  }
}
