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

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A query: rows with a dot product above {@code threshold}, or the best.
 *
 * @param number the number of the query vector
 * @param threshold null for the best rows
 */
record Ask(Kind kind, int number, float[] query, BigDecimal threshold) {
  /** The query vector as packed little-endian floats, which vectordb takes for a vector too. */
  byte[] packedQuery() {
    ByteBuffer bytes =
        ByteBuffer.allocate(query.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(query);
    return bytes.array();
  }
}
