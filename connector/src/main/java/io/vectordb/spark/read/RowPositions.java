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
package io.vectordb.spark.read;

import java.util.HashMap;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** Positions of rows, by data file. */
public final class RowPositions {
  private RowPositions() {}

  /** The positions in {@code file}, to be added to. */
  public static RoaringBitmap in(Map<String, RoaringBitmap> positions, String file) {
    return positions.computeIfAbsent(file, name -> new RoaringBitmap());
  }

  /** What several tasks have found; more than one may have found rows of a file. */
  public static Map<String, RoaringBitmap> union(Iterable<Map<String, RoaringBitmap>> parts) {
    Map<String, RoaringBitmap> all = new HashMap<>();
    for (Map<String, RoaringBitmap> part : parts) {
      part.forEach((file, rows) -> in(all, file).or(rows));
    }
    return all;
  }
}
