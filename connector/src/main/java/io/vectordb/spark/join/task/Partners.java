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
package io.vectordb.spark.join.task;

import io.vectordb.kernels.pairs.PairSink;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The partners of rows of a {@link LeftChunk}: takes the pairs that are found in one block of the
 * right side after the other.
 */
interface Partners extends PairSink {
  /** The pairs that come are of this block. */
  void begin(RightBlock block);

  /**
   * Forgets what was found for the last rows, if memory is not enough for all.
   *
   * @return end of the rows whose partners are still looked for
   */
  int fit(JoinMemory memory);

  /** What can be output once a block has been searched. */
  Iterator<InternalRow> ofBlock();

  /** What is output once all blocks have been searched. */
  Iterator<InternalRow> ofPass();
}
