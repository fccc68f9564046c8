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

import io.vectordb.spark.plan.Scala;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Reads the right side once, and gathers the rows that have the keys of a {@link LeftGroup} into
 * blocks. What the join needs of them besides their vectors is copied of those rows alone that find
 * a partner, as long as the rows of a block come together.
 */
final class RightBlocks {
  /** So much of a block is enough to end it where other rows would have to be fetched. */
  private static final double ENOUGH = 0.5;

  /** Vectors that wait for others with their keys. */
  private static final long MOST_GATHERED_BYTES = 16 << 20;

  private final VectorJoinSpec spec;
  private final Iterator<RightPart> parts;
  private final LeftChunk chunk;
  private final ToIntFunction<LeftGroup> most;
  private final KeyReader keys;
  private final VectorReader reader;
  private final UnsafeProjection payload;
  private final Set<RightBlock> gathered = new LinkedHashSet<>();
  private final Queue<RightBlock> complete = new ArrayDeque<>();
  private final List<RightBlock> uncopied = new ArrayList<>();
  private RightBlock given;
  private RightBlock spare;
  private Iterator<Rows> all = Collections.emptyIterator();
  private Rows rows = Rows.of(Collections.emptyList());
  private int next;
  private boolean isMirrored;
  private long gatheredBytes;

  /**
   * @param most rows of a block, by the group that it is for
   */
  RightBlocks(
      VectorJoinSpec spec,
      Iterator<RightPart> parts,
      LeftChunk chunk,
      ToIntFunction<LeftGroup> most) {
    this.spec = spec;
    this.parts = parts;
    this.chunk = chunk;
    this.most = most;
    this.keys = new KeyReader(spec.keys().right(), spec.rightColumns());
    this.reader = new VectorReader(spec.score().right(), spec.rightColumns());
    this.payload =
        UnsafeProjection.create(Scala.expressions(spec.rightPayload()), spec.rightColumns());
  }

  /** The next block, valid until the one after it is asked for; null if there are no more. */
  RightBlock next() {
    spare = given;
    boolean hasMore = true;
    while (complete.isEmpty() && hasMore) {
      if (next < rows.count()) {
        take(next++);
      } else if (isEnough()) {
        completeAll();
      } else {
        hasMore = fetch();
      }
    }
    given = complete.poll();
    return given;
  }

  /** Whether to search what is gathered, rather than to copy of rows that find no partner. */
  private boolean isEnough() {
    if (rows.count() == 1 || gathered.size() != 1) {
      return false;
    }
    RightBlock block = gathered.iterator().next();
    return block.size() >= ENOUGH * most.applyAsInt(block.group());
  }

  /** Goes on to rows that come together; those before them can no longer be read. */
  private boolean fetch() {
    uncopied.forEach(RightBlock::copyAll);
    uncopied.clear();
    while (!all.hasNext()) {
      if (!parts.hasNext()) {
        completeAll();
        return false;
      }
      begin(parts.next());
    }
    rows = all.next();
    next = 0;
    return true;
  }

  /** All rows of a block are mirrored, or none. */
  private void begin(RightPart part) {
    if (part.isMirrored() != isMirrored) {
      completeAll();
    }
    isMirrored = part.isMirrored();
    all = part.rows().get();
  }

  private void take(int place) {
    InternalRow row = rows.row(place);
    UnsafeRow key = keys.read(row);
    LeftGroup group = key == null ? null : chunk.group(key);
    if (group == null || !reader.read(row)) {
      return;
    }
    if (reader.dim() != group.vectors().dim()) {
      throw spec.dimensionMismatch(group.vectors().dim(), reader.dim());
    }
    RightBlock block = group.gathered();
    if (block == null) {
      block = begin(group);
    }
    if (block.add(reader, place)) {
      uncopied.add(block);
    }
    gatheredBytes += bytes(block, 1);
    if (block.size() == most.applyAsInt(group)) {
      gathered.remove(block);
      complete(block);
    } else if (gatheredBytes > MOST_GATHERED_BYTES && gathered.size() > 1) {
      completeAll();
    }
  }

  private RightBlock begin(LeftGroup group) {
    int dim = group.vectors().dim();
    boolean fits = spare != null && spare.vectors().dim() == dim;
    RightBlock block = fits ? spare : new RightBlock(reader.rows(dim, 0), this::copy);
    spare = null;
    group.gather(block.begin(group, isMirrored));
    gathered.add(block);
    return block;
  }

  private UnsafeRow copy(int place) {
    return payload.apply(rows.row(place)).copy();
  }

  private void completeAll() {
    gathered.forEach(this::complete);
    gathered.clear();
  }

  private void complete(RightBlock block) {
    block.group().gather(null);
    gatheredBytes -= bytes(block, block.size());
    complete.add(block);
  }

  private long bytes(RightBlock block, int count) {
    return (long) count * block.vectors().dim() * reader.elementBytes();
  }
}
