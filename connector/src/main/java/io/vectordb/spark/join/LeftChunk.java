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
package io.vectordb.spark.join;

import io.vectordb.kernels.pairs.PairSearch;
import io.vectordb.kernels.pairs.VectorRows;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.Iterator;

/**
 * As many rows of the left side as fit into memory. All of the right side is read for them, and
 * then again for the next ones.
 */
final class LeftChunk {
  /** Fewer are not worth a pass over the right side, whatever memory is left. */
  static final int FEWEST = 96;

  /** An object of a row and its place in lists, about. */
  private static final long ROW_BYTES = 96;

  private final VectorJoinSpec spec;
  private final Iterator<InternalRow> rows;
  private final VectorReader reader;
  private final UnsafeProjection payload;
  private final List<UnsafeRow> payloads = new ArrayList<>();
  private final List<UnsafeRow> withoutVector = new ArrayList<>();
  private final int most;
  private VectorRows vectors;
  private OptionalInt otherDim = OptionalInt.empty();
  private long bytes;
  private long partnerBytes;

  /**
   * @param most rows
   */
  LeftChunk(VectorJoinSpec spec, Iterator<InternalRow> rows, int most) {
    this.spec = spec;
    this.rows = rows;
    this.reader = new VectorReader(spec.score().left(), spec.leftColumns());
    this.payload =
        UnsafeProjection.create(Scala.expressions(spec.leftPayload()), spec.leftColumns());
    this.most = most;
  }

  /** Reads the next rows; false if there are none. */
  boolean next(JoinMemory memory) {
    payloads.clear();
    withoutVector.clear();
    vectors = null;
    otherDim = OptionalInt.empty();
    bytes = 0;
    memory.release();
    while (rows.hasNext() && hasRoom(memory)) {
      InternalRow row = rows.next();
      boolean hasVector = reader.read(row);
      UnsafeRow kept = payload.apply(row).copy();
      bytes += ROW_BYTES + kept.getSizeInBytes();
      if (hasVector && isLikeOthers()) {
        add(kept);
      } else if (spec.kind().keepsUnmatched()) {
        withoutVector.add(kept);
      }
    }
    return !payloads.isEmpty() || !withoutVector.isEmpty();
  }

  private boolean hasRoom(JoinMemory memory) {
    int held = payloads.size() + withoutVector.size();
    return held < FEWEST || held < most && memory.reserve(bytes + payloads.size() * partnerBytes);
  }

  private boolean isLikeOthers() {
    if (vectors == null) {
      vectors = reader.rows(reader.dim(), FEWEST);
      partnerBytes = spec.partnerBytes(reader.dim());
    } else if (reader.dim() != vectors.dim()) {
      otherDim = OptionalInt.of(reader.dim());
    }
    return reader.dim() == vectors.dim();
  }

  /**
   * Fails if there are vectors of several dimensions: not before there is a vector of the right
   * side, because without one nothing is compared.
   */
  void requireOneDim() {
    if (otherDim.isPresent()) {
      throw spec.dimensionMismatch(otherDim.getAsInt(), vectors.dim());
    }
  }

  private void add(UnsafeRow kept) {
    reader.addTo(vectors);
    payloads.add(kept);
    bytes += (long) reader.elementBytes() * reader.dim() + PairSearch.bytesPerQuery(reader.dim());
  }

  /** Bytes of heap, without what is found for the rows. */
  long bytes() {
    return bytes;
  }

  /** Rows that have a vector. */
  int size() {
    return payloads.size();
  }

  /** Their vectors; null if there are none. */
  VectorRows vectors() {
    return vectors;
  }

  /** What the join needs of a row besides its vector. */
  UnsafeRow payload(int row) {
    return payloads.get(row);
  }

  /** Rows that have none and are to be kept. */
  List<UnsafeRow> withoutVector() {
    return withoutVector;
  }
}
