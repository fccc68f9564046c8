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
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.Iterator;

/** The rows of the right side that have a vector, some at a time. */
final class RightBlocks {
  private final VectorJoinSpec spec;
  private final java.util.Iterator<RightPart> parts;
  private final VectorReader reader;
  private final UnsafeProjection payload;
  private VectorRows vectors;
  private UnsafeRow[] payloads = new UnsafeRow[0];
  private RightPart part;
  private Iterator<InternalRow> rows;
  private boolean isMirrored;

  RightBlocks(VectorJoinSpec spec, java.util.Iterator<RightPart> parts) {
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
    if (payloads.length < most) {
      payloads = new UnsafeRow[most];
    }
    vectors.clear();
    while (vectors.size() < most && hasRow()) {
      InternalRow row = rows.next();
      if (reader.read(row)) {
        if (reader.dim() != leftDim) {
          throw spec.dimensionMismatch(leftDim, reader.dim());
        }
        payloads[vectors.size()] = payload.apply(row).copy();
        reader.addTo(vectors);
      }
    }
    Arrays.fill(payloads, vectors.size(), payloads.length, null);
    return vectors.size() > 0;
  }

  /** Whether the block has another row: all of its rows are mirrored, or none. */
  private boolean hasRow() {
    while ((rows == null || !rows.hasNext()) && parts.hasNext()) {
      part = parts.next();
      rows = part.rows().get();
    }
    if (rows == null || !rows.hasNext()) {
      return false;
    }
    if (vectors.size() == 0) {
      isMirrored = part.isMirrored();
    }
    return isMirrored == part.isMirrored();
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
    return payloads[row];
  }
}
