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
package io.vectordb.codes;

import io.vectordb.kernels.CodeKernels;
import java.util.Arrays;

/**
 * How the elements of a vector are cut into levels, which a scan reads one after the other for as
 * long as a row is undecided.
 *
 * <p>The codes of a level are filled up with zeros to a multiple of {@value
 * CodeKernels#GROUP_ROWS}. <i>Offsets</i> count these filled-up codes from the first level on.
 */
public final class Levels {
  /**
   * The share of a rotated vector that is its first level, in 16ths; measured: a third less or more
   * is slower.
   */
  private static final int FIRST_SHARE = 3;

  private final int[] ends;

  private Levels(int[] ends) {
    this.ends = ends;
  }

  /**
   * The levels that end before the elements {@code ends}, which ascend; the last is the dimension.
   */
  public static Levels endingAt(int... ends) {
    int before = 0;
    for (int end : ends) {
      if (end <= before) {
        throw new IllegalArgumentException("levels must ascend: " + Arrays.toString(ends));
      }
      before = end;
    }
    if (before == 0) {
      throw new IllegalArgumentException("there must be a level");
    }
    return new Levels(ends.clone());
  }

  /** One level of all elements. */
  public static Levels single(int dimension) {
    return endingAt(dimension);
  }

  /**
   * Levels of growing size for vectors whose first elements matter most: what a level leaves
   * undecided shrinks about as fast as the next one grows.
   */
  public static Levels growing(int dimension) {
    int[] ends = new int[Integer.SIZE];
    int count = 0;
    int group = CodeKernels.GROUP_ROWS;
    long first = ((long) dimension * FIRST_SHARE / 16 / group + 1) * group;
    for (long end = first; end < dimension; end *= 2) {
      ends[count++] = (int) end;
    }
    ends[count++] = dimension;
    return new Levels(Arrays.copyOf(ends, count));
  }

  public int count() {
    return ends.length;
  }

  public int dimension() {
    return ends[ends.length - 1];
  }

  /** The first element of {@code level}. */
  public int start(int level) {
    return level == 0 ? 0 : ends[level - 1];
  }

  /** The element after the last one of {@code level}. */
  public int end(int level) {
    return ends[level];
  }

  /** The codes of one row in {@code level}. */
  public int codes(int level) {
    int group = CodeKernels.GROUP_ROWS;
    return (end(level) - start(level) + group - 1) / group * group;
  }

  /** Where the codes of {@code level} begin. */
  public int offset(int level) {
    int offset = 0;
    for (int before = 0; before < level; before++) {
      offset += codes(before);
    }
    return offset;
  }

  /** The codes of one row in all levels. */
  public int totalCodes() {
    return offset(count());
  }

  /** The largest number of codes in a level. */
  int mostCodes() {
    int most = 0;
    for (int level = 0; level < count(); level++) {
      most = Math.max(most, codes(level));
    }
    return most;
  }

  public int[] toArray() {
    return ends.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Levels that && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ends);
  }

  @Override
  public String toString() {
    return Arrays.toString(ends);
  }
}
