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

import io.vectordb.kernels.pairs.VectorRows;
import io.vectordb.spark.plan.Scala;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * The rows of the right side that have a vector, some at a time. What the join needs of them
 * besides is copied of those rows alone that find a partner, as long as the block's rows come
 * together.
 */
final class RightBlocks {
  /** So much of a block is enough to end it where other rows would have to be fetched. */
  private static final double ENOUGH = 0.5;

  private final VectorJoinSpec spec;
  private final Iterator<RightPart> parts;
  private final VectorReader reader;
  private final UnsafeProjection payload;
  private VectorRows vectors;
  private UnsafeRow[] payloads = new UnsafeRow[0];
  private int[] places = new int[0];
  private RightPart part;
  private Iterator<Rows> all = Collections.emptyIterator();
  private Rows rows = Rows.of(Collections.emptyList());
  private int next;
  private int copied;
  private boolean isMirrored;

  RightBlocks(VectorJoinSpec spec, Iterator<RightPart> parts) {
    this.spec = spec;
    this.parts = parts;
    this.reader = new VectorReader(spec.score().right(), spec.rightColumns());
    this.payload =
        UnsafeProjection.create(Scala.expressions(spec.rightPayload()), spec.rightColumns());
  }

  /**
   * Reads a block.
   *
   * @param leftDim dimension of the vectors of the left side
   * @param most rows
   * @return false if there are no more
   */
  boolean next(int leftDim, int most) {
    if (vectors == null) {
      vectors = reader.rows(leftDim, most);
    }
    if (places.length < most) {
      places = new int[most];
      payloads = new UnsafeRow[most];
    }
    Arrays.fill(payloads, 0, vectors.size(), null);
    vectors.clear();
    copied = 0;
    while (vectors.size() < most && hasRow(most)) {
      int place = next++;
      if (reader.read(rows.row(place))) {
        if (reader.dim() != leftDim) {
          throw spec.dimensionMismatch(leftDim, reader.dim());
        }
        places[vectors.size()] = place;
        reader.addTo(vectors);
      }
    }
    return vectors.size() > 0;
  }

  /** Whether the block has another row: all of its rows are mirrored, or none. */
  private boolean hasRow(int most) {
    while (next == rows.count()) {
      if (vectors.size() >= ENOUGH * most || !fetch()) {
        return false;
      }
    }
    if (vectors.size() == 0) {
      isMirrored = part.isMirrored();
    }
    return isMirrored == part.isMirrored();
  }

  /** Goes on to rows that come together; those before them can no longer be read. */
  private boolean fetch() {
    for (; copied < vectors.size(); copied++) {
      payload(copied);
    }
    while (!all.hasNext()) {
      if (!parts.hasNext()) {
        return false;
      }
      part = parts.next();
      all = part.rows().get();
    }
    rows = all.next();
    next = 0;
    return true;
  }

  /** Whether the rows are left rows, too, and their pairs to be made both ways. */
  boolean isMirrored() {
    return isMirrored;
  }

  VectorRows vectors() {
    return vectors;
  }

  /** What the join needs of a row besides its vector. */
  UnsafeRow payload(int row) {
    if (payloads[row] == null) {
      payloads[row] = payload.apply(rows.row(places[row])).copy();
    }
    return payloads[row];
  }
}
