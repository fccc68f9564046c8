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

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Left rows joined to their partners, the best one first. */
final class NearestRows implements Iterator<InternalRow> {
  private final Iterator<Found> all;
  private final JoinedRows joined;
  private final boolean keepsUnmatched;
  private Found found;
  private int next;
  private int end;

  /** A left row with its partners. */
  record Found(UnsafeRow left, NearestList partners) {}

  /**
   * @param keepsUnmatched whether rows without a partner are kept
   */
  NearestRows(Iterator<Found> all, JoinedRows joined, boolean keepsUnmatched) {
    this.all = all;
    this.joined = joined;
    this.keepsUnmatched = keepsUnmatched;
  }

  @Override
  public boolean hasNext() {
    while (next == end && all.hasNext()) {
      found = all.next();
      found.partners.sort();
      next = 0;
      end = Math.max(found.partners.size(), keepsUnmatched ? 1 : 0);
    }
    return next < end;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int i = next++;
    return found.partners.size() == 0
        ? joined.unmatched(found.left)
        : joined.matched(found.left, found.partners.row(i), found.partners.score(i));
  }
}
