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

import io.vectordb.kernels.pairs.PairSearch;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.Iterator;

/**
 * As many rows of the left side as fit into memory, in groups of equal keys; in one group if the
 * join has no keys. All of the right side is read for them, and then again for the next ones.
 */
final class LeftChunk {
  /** Fewer are not worth a pass over the right side, whatever memory is left. */
  static final int FEWEST = 96;

  /** An object of a row and its place in lists, about. */
  private static final long ROW_BYTES = 96;

  /** Objects of a group and its key, about. */
  private static final long GROUP_BYTES = 320;

  private static final int FIRST_ROOM = 4;

  private final VectorJoinSpec spec;
  private final Iterator<InternalRow> rows;
  private final KeyReader keys;
  private final VectorReader reader;
  private final UnsafeProjection payload;
  private final List<UnsafeRow> payloads = new ArrayList<>();
  private final List<UnsafeRow> alone = new ArrayList<>();
  private final Map<UnsafeRow, LeftGroup> groups = new HashMap<>();
  private final int most;
  private long bytes;
  private long partnerBytes;

  /**
   * @param most rows
   */
  LeftChunk(VectorJoinSpec spec, Iterator<InternalRow> rows, int most) {
    this.spec = spec;
    this.rows = rows;
    this.keys = new KeyReader(spec.keys().left(), spec.leftColumns());
    this.reader = new VectorReader(spec.score().left(), spec.leftColumns());
    this.payload =
        UnsafeProjection.create(Scala.expressions(spec.leftPayload()), spec.leftColumns());
    this.most = most;
  }

  /** Reads the next rows; false if there are none. */
  boolean next(JoinMemory memory) {
    payloads.clear();
    alone.clear();
    groups.clear();
    bytes = 0;
    memory.release();
    while (rows.hasNext() && hasRoom(memory)) {
      InternalRow row = rows.next();
      UnsafeRow key = keys.read(row);
      UnsafeRow kept = payload.apply(row).copy();
      bytes += ROW_BYTES + kept.getSizeInBytes();
      if (key != null && reader.read(row) && addRead(groupOfRead(key))) {
        payloads.add(kept);
      } else if (spec.kind().keepsUnmatched()) {
        alone.add(kept);
      }
    }
    return !payloads.isEmpty() || !alone.isEmpty();
  }

  private boolean hasRoom(JoinMemory memory) {
    int held = payloads.size() + alone.size();
    return held < FEWEST || held < most && memory.reserve(bytes + payloads.size() * partnerBytes);
  }

  /** The group of the row that was read. */
  private LeftGroup groupOfRead(UnsafeRow key) {
    LeftGroup known = groups.get(key);
    if (known != null) {
      return known;
    }
    LeftGroup group = new LeftGroup(reader.rows(reader.dim(), FIRST_ROOM));
    groups.put(key.copy(), group);
    bytes += GROUP_BYTES + key.getSizeInBytes();
    partnerBytes = Math.max(partnerBytes, spec.partnerBytes(reader.dim()));
    return group;
  }

  /** Adds the vector that was read to a group, unless those of the group have another dimension. */
  private boolean addRead(LeftGroup group) {
    if (reader.dim() != group.vectors().dim()) {
      group.foundDim(reader.dim());
      return false;
    }
    group.add(payloads.size(), reader);
    bytes += (long) reader.elementBytes() * reader.dim() + PairSearch.bytesPerQuery(reader.dim());
    return true;
  }

  /** Bytes of heap, without what is found for the rows. */
  long bytes() {
    return bytes;
  }

  /** Rows that have a vector, and keys. */
  int size() {
    return payloads.size();
  }

  /** The rows with these keys; null if there are none. */
  LeftGroup group(UnsafeRow key) {
    return groups.get(key);
  }

  /** What the join needs of a row besides its vector. */
  UnsafeRow payload(int row) {
    return payloads.get(row);
  }

  /** Rows that can have no partner and are to be kept. */
  List<UnsafeRow> alone() {
    return alone;
  }
}
