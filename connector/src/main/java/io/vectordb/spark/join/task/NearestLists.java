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

import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** The nearest partners of each row of a chunk. */
final class NearestLists implements Partners {
  private final VectorJoinSpec spec;
  private final LeftChunk chunk;
  private final JoinedRows joined;
  private final boolean isFloat;
  private final boolean smallest;
  private final int first;
  private NearestList[] lists;
  private RightBlock block;

  /**
   * @param first row of the chunk whose partners are looked for
   * @param end of those rows
   */
  NearestLists(
      VectorJoinSpec spec,
      Selection.Nearest nearest,
      LeftChunk chunk,
      int first,
      int end,
      JoinedRows joined,
      Comparator<UnsafeRow> ties) {
    this.spec = spec;
    this.chunk = chunk;
    this.joined = joined;
    this.isFloat = spec.score().precision() == Precision.FLOAT;
    this.smallest = nearest.smallest();
    this.first = first;
    this.lists = new NearestList[end - first];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = new NearestList(nearest.k(), smallest, ties);
    }
  }

  @Override
  public void begin(RightBlock next) {
    block = next;
  }

  @Override
  public double lower(int query) {
    NearestList list = lists[query - first];
    if (smallest || !list.isFull()) {
      return Double.NEGATIVE_INFINITY;
    }
    double worst = list.worst();
    return Double.isNaN(worst) ? Double.POSITIVE_INFINITY : ScoreRounding.below(worst, isFloat);
  }

  @Override
  public double upper(int query) {
    NearestList list = lists[query - first];
    if (!smallest || !list.isFull() || Double.isNaN(list.worst())) {
      return Double.POSITIVE_INFINITY;
    }
    return ScoreRounding.above(list.worst(), isFloat);
  }

  @Override
  public void pair(int query, int row, double score) {
    lists[query - first].add(ScoreRounding.rounded(score, isFloat), block.payload(row));
  }

  /** The lists grow as long as the rows that enter them are longer than those that leave. */
  @Override
  public int fit(JoinMemory memory) {
    while (!memory.reserve(chunk.bytes() + bytes()) && lists.length > LeftChunk.FEWEST) {
      lists = Arrays.copyOf(lists, Math.max(LeftChunk.FEWEST, lists.length / 2));
    }
    return first + lists.length;
  }

  private long bytes() {
    return Arrays.stream(lists).mapToLong(NearestList::bytes).sum();
  }

  @Override
  public Iterator<InternalRow> ofBlock() {
    return Collections.emptyIterator();
  }

  /** The best partner of a row first. */
  @Override
  public Iterator<InternalRow> ofPass() {
    return new NearestRows(
        IntStream.range(0, lists.length)
            .mapToObj(i -> new NearestRows.Found(chunk.payload(first + i), lists[i]))
            .iterator(),
        joined,
        spec.kind().keepsUnmatched());
  }
}
