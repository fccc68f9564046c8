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

import io.vectordb.errors.VectorDbException;
import io.vectordb.kernels.pairs.PairMeasure;
import io.vectordb.kernels.pairs.PairSearch;
import io.vectordb.kernels.pairs.PairSink;
import io.vectordb.spark.errors.TaskErrors;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.AbstractIterator;

/**
 * One task's part of a join: takes a chunk of the left side, reads all of the right side for it,
 * and goes on with the next chunk. If what is found takes more memory than there is, the last rows
 * of the chunk have to wait, and the right side is read again for them.
 */
final class JoinIterator extends AbstractIterator<InternalRow> {
  /** Of one search, after which a task that was cancelled ends. */
  private static final long PRODUCTS_PER_SEARCH = 1L << 35;

  private static final long PAIRS_PER_SEARCH = 1L << 26;

  /** A search fills lists of pairs, which take 16 bytes each, and a dense join finds all. */
  private static final long MATCHES_PER_SEARCH = 1L << 22;

  /** To score so few pairs takes less time than to pack their rows. */
  private static final long FEW_PAIRS = 2048;

  private static final int FEWEST_ROWS = 96;
  private static final int MOST_ROWS = 1536;
  private static final int MOST_QUERIES = 1 << 16;

  private final VectorJoinSpec spec;
  private final Supplier<Iterator<RightPart>> right;
  private final TaskContext context;
  private final JoinMetrics metrics;
  private final JoinMemory memory;
  private final LeftChunk chunk;
  private final JoinedRows joined;
  private final TieOrder ties;

  private int first;
  private int end;
  private LeftGroup packedGroup;
  private PairSearch packed;
  private Partners partners;
  private RightBlocks blocks;
  private Iterator<InternalRow> batch = Collections.emptyIterator();
  private boolean isDone;
  private long searchNanos;
  private double operations;

  /**
   * @param right begins anew with each call
   */
  JoinIterator(
      VectorJoinSpec spec,
      scala.collection.Iterator<InternalRow> left,
      Supplier<Iterator<RightPart>> right,
      TaskContext context,
      JoinMetrics metrics) {
    this.spec = spec;
    this.right = right;
    this.context = context;
    this.metrics = metrics;
    this.memory = new JoinMemory(context.taskMemoryManager(), spec.taskBytes());
    this.chunk = new LeftChunk(spec, left, MOST_QUERIES);
    this.joined = JoinedRows.of(spec, context.partitionId());
    this.ties = new TieOrder(spec.rightPayload());
    context.addTaskCompletionListener(
        task -> {
          memory.release();
          metrics.searched(operations, searchNanos);
        });
  }

  @Override
  public boolean hasNext() {
    while (!batch.hasNext() && !isDone) {
      batch = nextBatch();
    }
    return batch.hasNext();
  }

  @Override
  public InternalRow next() {
    InternalRow row = batch.next();
    metrics.outputRows().add(1);
    return row;
  }

  private Iterator<InternalRow> nextBatch() {
    try {
      return batchOfVectors();
    } catch (VectorDbException e) {
      throw TaskErrors.of(e);
    }
  }

  private Iterator<InternalRow> batchOfVectors() {
    context.killTaskIfInterrupted();
    if (blocks == null) {
      return begin();
    }
    RightBlock block = blocks.next();
    if (block != null) {
      search(block);
      shorten(partners.fit(memory));
      return partners.ofBlock();
    }
    blocks = null;
    return partners.ofPass();
  }

  private Iterator<InternalRow> begin() {
    if (end == chunk.size()) {
      return beginChunk();
    }
    beginPass(end, Math.min(chunk.size(), end + end - first));
    return Collections.emptyIterator();
  }

  private Iterator<InternalRow> beginChunk() {
    if (!chunk.next(memory)) {
      isDone = true;
      return Collections.emptyIterator();
    }
    first = 0;
    end = 0;
    if (chunk.size() > 0) {
      beginPass(0, chunk.size());
    }
    return chunk.alone().stream().map((UnsafeRow row) -> joined.unmatched(row)).iterator();
  }

  /** Begins to look for the partners of some rows of the chunk. */
  private void beginPass(int firstRow, int endOfRows) {
    first = firstRow;
    end = endOfRows;
    packedGroup = null;
    partners =
        spec.selection() instanceof Selection.Nearest nearest
            ? new NearestLists(spec, nearest, chunk, first, end, joined, ties)
            : new PairsWithin(spec, (Selection.Within) spec.selection(), chunk, joined);
    blocks = new RightBlocks(spec, right.get(), chunk, this::rowsPerBlock);
    metrics.passes().add(1);
  }

  /** Goes on with fewer rows. */
  private void shorten(int endOfRows) {
    if (endOfRows < end) {
      end = endOfRows;
      packedGroup = null;
    }
  }

  /** Rows of the group whose partners are looked for: all, if others do not have to wait. */
  private int queries(LeftGroup group) {
    return Math.min(group.size(), end - first);
  }

  private int rowsPerBlock(LeftGroup group) {
    long pairs =
        spec.selection() instanceof Selection.Nearest
            ? Math.min(PAIRS_PER_SEARCH, PRODUCTS_PER_SEARCH / Math.max(1, group.vectors().dim()))
            : MATCHES_PER_SEARCH;
    return (int) Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, pairs / queries(group)));
  }

  private void search(RightBlock block) {
    LeftGroup group = block.group();
    group.requireOneDim(spec);
    long start = System.nanoTime();
    long pairs = (long) queries(group) * block.size();
    PairSearch search = searchOf(group, pairs);
    long scored = search.scored();
    partners.begin(block);
    search.search(block.vectors(), new GroupPartners(partners, group));
    long nanos = System.nanoTime() - start;
    searchNanos += nanos;
    operations += 2.0 * pairs * block.vectors().dim();
    metrics.searchNanos().add(nanos);
    metrics.pairs().add(pairs);
    metrics.scoredPairs().add(search.scored() - scored);
  }

  private PairSearch searchOf(LeftGroup group, long pairs) {
    PairMeasure measure = spec.score().pairMeasure();
    int endOfGroup = first + queries(group);
    if (group != packedGroup && pairs < FEW_PAIRS) {
      return PairSearch.unpacked(measure, group.vectors(), first, endOfGroup);
    } else if (group != packedGroup) {
      packed = PairSearch.of(measure, group.vectors(), first, endOfGroup);
      packedGroup = group;
      metrics.packedBytes().add(packed.bytes() + group.vectors().bytes());
    }
    return packed;
  }

  /** Takes the pairs of the rows of a group, by their numbers in the chunk. */
  private record GroupPartners(Partners partners, LeftGroup group) implements PairSink {
    @Override
    public double lower(int query) {
      return partners.lower(group.row(query));
    }

    @Override
    public double upper(int query) {
      return partners.upper(group.row(query));
    }

    @Override
    public void pair(int query, int row, double score) {
      partners.pair(group.row(query), row, score);
    }
  }
}
