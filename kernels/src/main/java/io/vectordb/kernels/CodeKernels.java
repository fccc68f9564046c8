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
package io.vectordb.kernels;

import java.nio.ByteBuffer;

/**
 * Products of one query with many rows of 8-bit codes, and the linear map that is applied to rows
 * before they are coded.
 *
 * <p>These are estimates of scores, computed in float32; the scores themselves come from {@link
 * VectorKernels}. Still every result is defined to the last bit: multiply, round, add, in the order
 * given here, never fused, on every processor and register width.
 *
 * <p>Codes are signed bytes. The number of codes of a row, {@code dims}, is a multiple of {@value
 * #GROUP_ROWS}: whoever makes codes fills the row up with zeros.
 *
 * <p>Kernels are stateless and safe for concurrent use; {@link CodeGroups} and {@link CodeRows} are
 * used by one thread at a time.
 */
public final class CodeKernels {
  /** Rows of a group of column-major codes, and lanes of a product of row-major codes. */
  public static final int GROUP_ROWS = CodeLoops.GROUP_ROWS;

  private static final CodeKernels SCALAR = new CodeKernels(ScalarCodeLoops.INSTANCE);
  private static CodeKernels chosen;

  private final CodeLoops loops;

  private CodeKernels(CodeLoops loops) {
    this.loops = loops;
  }

  /** The kernels of this JVM; SIMD under the same conditions as {@link VectorKernels#instance}. */
  public static synchronized CodeKernels instance() {
    if (chosen == null) {
      CodeLoops loops = KernelsProvider.codeLoops();
      chosen = loops == ScalarCodeLoops.INSTANCE ? SCALAR : new CodeKernels(loops);
    }
    return chosen;
  }

  /** The scalar kernels: the specification that every other form equals bit for bit. */
  public static CodeKernels scalar() {
    return SCALAR;
  }

  /**
   * Codes that lie column by column within groups of {@value #GROUP_ROWS} rows: code {@code d} of
   * row {@code r} of group {@code g} is byte {@code (g * dims + d) * 16 + r}. For rows that are all
   * visited.
   *
   * @param codes a direct buffer, read from position 0
   */
  public CodeGroups groups(ByteBuffer codes, int dims) {
    return loops.groups(codes, dims);
  }

  /**
   * Codes that lie row by row: code {@code d} of row {@code r} is byte {@code r * dims + d}. For
   * rows of which few are visited.
   *
   * @param codes a direct buffer, read from position 0
   */
  public CodeRows rows(ByteBuffer codes, int dims) {
    return loops.rows(codes, dims);
  }
}
