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
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** The partners of each row of a chunk whose scores lie in a range. */
final class PairsWithin implements Partners {
  private static final int FIRST_ROOM = 1024;

  private final VectorJoinSpec spec;
  private final ScoreRange range;
  private final LeftChunk chunk;
  private final JoinedRows joined;
  private final boolean isFloat;
  private final double lower;
  private final double upper;
  private final BitSet matched;
  private RightBlock block;
  private int size;
  private int[] queries = new int[FIRST_ROOM];
  private int[] rows = new int[FIRST_ROOM];
  private double[] scores = new double[FIRST_ROOM];

  PairsWithin(VectorJoinSpec spec, Selection.Within within, LeftChunk chunk, JoinedRows joined) {
    this.spec = spec;
    this.range = within.range();
    this.chunk = chunk;
    this.joined = joined;
    this.isFloat = spec.score().precision() == Precision.FLOAT;
    this.lower =
        Double.isNaN(range.lower())
            ? Double.POSITIVE_INFINITY
            : ScoreRounding.below(range.lower(), isFloat);
    this.upper =
        Double.isNaN(range.upper())
            ? Double.POSITIVE_INFINITY
            : ScoreRounding.above(range.upper(), isFloat);
    this.matched = new BitSet(chunk.size());
  }

  @Override
  public void begin(RightBlock next) {
    block = next;
    size = 0;
  }

  @Override
  public double lower(int query) {
    return isDone(query) ? Double.POSITIVE_INFINITY : lower;
  }

  @Override
  public double upper(int query) {
    return isDone(query) ? Double.NEGATIVE_INFINITY : upper;
  }

  /** One partner is enough where pairs are not joined. */
  private boolean isDone(int query) {
    return !spec.kind().joinsPairs() && matched.get(query);
  }

  @Override
  public void pair(int query, int row, double score) {
    double rounded = ScoreRounding.rounded(score, isFloat);
    if (range.contains(rounded)) {
      if (size == queries.length) {
        queries = Arrays.copyOf(queries, 2 * size);
        rows = Arrays.copyOf(rows, 2 * size);
        scores = Arrays.copyOf(scores, 2 * size);
      }
      queries[size] = query;
      rows[size] = row;
      scores[size] = rounded;
      size++;
    }
  }

  /** All rows: what is found of a block is output before the next one. */
  @Override
  public int fit(JoinMemory memory) {
    return chunk.size();
  }

  @Override
  public Iterator<InternalRow> ofBlock() {
    if (spec.kind().joinsPairs()) {
      return IntStream.range(0, block.isMirrored() ? 2 * size : size)
          .filter(this::isMatch)
          .mapToObj(i -> joined.matched(left(i), right(i), scores[i % size]))
          .iterator();
    }
    IntStream.range(0, size).filter(i -> !isDone(queries[i])).forEach(this::isMatch);
    return Collections.emptyIterator();
  }

  private boolean isMatch(int i) {
    boolean isMatch = joined.satisfies(left(i), right(i), scores[i % size]);
    if (isMatch && i < size) {
      matched.set(queries[i]);
    }
    return isMatch;
  }

  /** The left row of a pair; after all pairs they come again the other way round. */
  private UnsafeRow left(int i) {
    return i < size ? chunk.payload(queries[i]) : block.payload(rows[i - size]);
  }

  private UnsafeRow right(int i) {
    return i < size ? block.payload(rows[i]) : chunk.payload(queries[i - size]);
  }

  @Override
  public Iterator<InternalRow> ofPass() {
    return switch (spec.kind()) {
      case INNER -> Collections.emptyIterator();
      case LEFT_SEMI -> alone(matched.stream());
      case LEFT_OUTER, LEFT_ANTI ->
          alone(IntStream.range(0, chunk.size()).filter(query -> !matched.get(query)));
    };
  }

  private Iterator<InternalRow> alone(IntStream unmatched) {
    return unmatched.mapToObj(query -> joined.unmatched(chunk.payload(query))).iterator();
  }
}
