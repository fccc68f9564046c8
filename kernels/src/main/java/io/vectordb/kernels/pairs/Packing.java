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

import java.util.function.ToDoubleFunction;

/**
 * What becomes of a row when it is packed, which its canonical squared norm decides: NaN and
 * infinite elements show in it.
 */
final class Packing {

  /** Norms up to {@code 2^62}: products of two and half a square are less than a float can hold. */
  private static final double MOST_SQUARED_NORM = 0x1p124;

  /**
   * For cosines, norms with squares that neither overflow nor lose what underflows. Floats have no
   * others.
   */
  private static final double MOST_SQUARED_NORM_OF_COSINE = 0x1p900;

  private static final double LEAST_SQUARED_NORM_OF_COSINE = 0x1p-900;

  private final PairMeasure measure;
  private final double enlargement;

  Packing(PairMeasure measure, int dim, ToDoubleFunction<Rounding> amounts) {
    this.measure = measure;
    this.enlargement = Math.sqrt(dim) * amounts.applyAsDouble(Rounding.CONVERSION_UNDERFLOW);
  }

  /** Whether rows are divided by their norms. */
  boolean isNormalised() {
    return measure == PairMeasure.COSINE_SIMILARITY;
  }

  /** Whether the row is in no pair, because its cosines are not defined. */
  boolean isWithoutScores(double squaredNorm) {
    return isNormalised() && squaredNorm == 0;
  }

  /** Whether {@link EstimateBound} holds for the row. No estimate is infinite or NaN then. */
  boolean isPacked(double squaredNorm) {
    return isNormalised()
        ? squaredNorm >= LEAST_SQUARED_NORM_OF_COSINE && squaredNorm <= MOST_SQUARED_NORM_OF_COSINE
        : squaredNorm <= MOST_SQUARED_NORM;
  }

  /** What the elements of the row are multiplied by. */
  double scale(double squaredNorm) {
    return isNormalised() ? 1 / Math.sqrt(squaredNorm) : 1;
  }

  /** What the estimates of the row start from. */
  float bias(double squaredNorm) {
    return measure == PairMeasure.EUCLIDEAN_DISTANCE ? (float) (-0.5 * squaredNorm) : 0;
  }

  /** The norm that errors are relative to, {@code N} of {@link Rounding#CONVERSION_UNDERFLOW}. */
  double norm(double squaredNorm) {
    return isNormalised() ? 1 : Math.sqrt(squaredNorm) + enlargement;
  }
}
