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
package io.vectordb.kernels.pairs;

/**
 * What is rounded between a pair of rows and its estimate, with the amount that covers it.
 *
 * <p>Here {@code u = 2^-24} is the unit roundoff of 32-bit floats, {@code U = 2^-53} that of
 * doubles, {@code g(k) = k u / (1 - k u)}, {@code G(k) = k U / (1 - k U)}, {@code n} the dimension,
 * {@code c} the number of chunks, x a query and y a row as they are given, and x' and y' as they
 * are packed. A sum of products of which no term goes through more than k operations differs from
 * the exact one by at most {@code g(k)} times the sum of the products' sizes (Higham, Accuracy and
 * Stability of Numerical Algorithms, 2nd edition, sections 3.1 and 4.2), which Cauchy and Schwarz
 * bound by the product of the norms; a fused multiply-add is one operation in the place of two. A
 * float that underflows is off by at most {@code 2^-150}, a double by {@code 2^-1075}, and sums do
 * not underflow.
 *
 * <p>{@link EstimateBound} adds the amounts up. EstimateBoundTest holds, for each, rows that are
 * decided wrongly with less.
 */
enum Rounding {
  /**
   * One operation of the product x'y'. A term goes through its product and the additions of its
   * chunk, of which the first, to 0, is exact, and one addition per chunk.
   *
   * <pre>|fl(x'y') - x'y'| &lt;= g(min(n, CHUNK) + c) |x'| |y'|</pre>
   */
  PRODUCT(0x1p-24),

  /**
   * A row of doubles that becomes floats, with N as {@link #CONVERSION_UNDERFLOW} has it. Rows of
   * floats stay what they are.
   *
   * <pre>|x' - x| &lt;= u |x| + n^(1/2) 2^-150 &lt;= u N(x)</pre>
   */
  CONVERSION(0x1p-24),

  /**
   * What the norm of a row of {@code n} elements is enlarged by, times the root of n, so that
   * {@link #CONVERSION} may be relative to it though elements underflow.
   *
   * <pre>N(x) = |x| + n^(1/2) 2^-126</pre>
   *
   * Twice that, because the squares of the norm underflow in double, by {@code n^(1/2) 2^-537}.
   */
  CONVERSION_UNDERFLOW(0x1p-125),

  /**
   * A row that is divided by its norm for cosines: one multiplication in double and the cast to
   * float. The root and the reciprocal are in double too, and {@link #SCORE}'s.
   *
   * <pre>|x' - x / |x|| &lt;= u + ...</pre>
   */
  NORMALISATION(0x1p-24),

  /**
   * One operation of the bias {@code -|y|^2 / 2} of a distance: the cast to float and one addition
   * per chunk; relative to it. The squared norm is computed in double, and {@link #SCORE}'s.
   *
   * <pre>u + g(c) (1 + 2 u) &lt;= g(c + 1) (1 + 2 u)</pre>
   */
  BIAS(0x1p-24),

  /**
   * One operation of what is computed in double, for {@code n + 40} of them: canonical scores and
   * squared norms, in which a term goes through {@code ceil(n / 8) + 5} operations at most, and
   * what is made of them.
   *
   * <pre>
   * dot product, cosine, norms of rows:   3 G(n / 8 + 4) + 8 U &lt;= 2^-52 (n + 40)
   * squared distance, its place of limit: 2 G(n / 8 + 6) + 8 U &lt;= 2^-52 (n + 40)
   * </pre>
   */
  SCORE(0x1p-52),

  /**
   * What underflows in an estimate, for {@code n + 2} operations: a product each, and the bias.
   *
   * <pre>(1 + g(k)) (n + 1) 2^-150 + n 2^-1074 &lt;= (n + 2) 2^-149</pre>
   */
  UNDERFLOW(0x1p-149);

  private final double amount;

  Rounding(double amount) {
    this.amount = amount;
  }

  /** What is proven to be enough. */
  double amount() {
    return amount;
  }
}
