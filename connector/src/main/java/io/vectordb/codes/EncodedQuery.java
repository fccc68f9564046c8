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

import io.vectordb.kernels.VectorKernels;

/**
 * A query in the coordinates of an encoder. It is rotated, but not quantised: codes are multiplied
 * by 32-bit floats, which costs as much time as 8-bit codes and no accuracy.
 */
public final class EncodedQuery {
  private final Levels levels;
  private final double norm;
  private final double meanNorm;
  private final double meanProduct;
  private final double relativeError;
  private final Slack slack;
  private final Rotation rotation;
  private final double[] rotated;
  private final float[] elements;
  private final float[] headNorms;
  private final float[] tailNorms;

  private EncodedQuery(Encoder encoder, double[] query, double[] rotated, Slack slack) {
    this.slack = slack;
    this.rotation = encoder.rotation().orElse(null);
    this.rotated = rotated;
    this.levels = encoder.levels();
    VectorKernels kernels = VectorKernels.instance();
    this.norm = Math.sqrt(kernels.squaredNorm(query));
    this.meanNorm = Math.sqrt(kernels.squaredNorm(encoder.mean()));
    this.meanProduct = kernels.dotProduct(query, encoder.mean());
    double encoding = encoder.error(slack);
    this.relativeError = encoding + slack.estimate(levels) * (1 + encoding);
    this.elements = new float[levels.totalCodes()];
    this.headNorms = new float[levels.count()];
    this.tailNorms = new float[levels.count()];
    double head = 0;
    for (int level = 0; level < levels.count(); level++) {
      int start = levels.start(level);
      int end = levels.end(level);
      for (int i = start; i < end; i++) {
        elements[levels.offset(level) + i - start] = (float) rotated[i];
      }
      head += squares(rotated, start, end);
      headNorms[level] = roundedUp(Math.sqrt(head));
      boolean isLast = end == rotated.length;
      tailNorms[level] = isLast ? 0 : roundedUp(Math.sqrt(squares(rotated, end, rotated.length)));
    }
  }

  /**
   * Encodes a query; null if it, or the encoder's mean, is so long or short that float32 does not
   * do, and codes prove nothing.
   *
   * @param query as many finite elements as the encoder's vectors have
   */
  public static EncodedQuery of(Encoder encoder, double[] query) {
    return of(encoder, query, null);
  }

  /**
   * As {@link #of(Encoder, double[])}, but does not rotate the query again if that was done before.
   *
   * @param before the same query for another encoder; null for none
   */
  public static EncodedQuery of(Encoder encoder, double[] query, EncodedQuery before) {
    return of(encoder, query, before, Slack.PROVEN);
  }

  static EncodedQuery of(Encoder encoder, double[] query, EncodedQuery before, Slack slack) {
    boolean isKnown = before != null && before.rotation == encoder.rotation().orElse(null);
    double[] rotated =
        isKnown ? before.rotated : encoder.rotation().map(r -> r.apply(query)).orElse(query);
    EncodedQuery encoded = new EncodedQuery(encoder, query, rotated, slack);
    boolean isBounded =
        RowEncoder.isBounded(encoded.norm) && encoded.meanNorm <= RowEncoder.LARGEST_NORM;
    return isBounded ? encoded : null;
  }

  private static double squares(double[] of, int start, int end) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      sum += of[i] * of[i];
    }
    return sum;
  }

  private float roundedUp(double value) {
    double rotation = slack.of(Slack.Rounding.ROTATED_QUERY) * norm;
    return (float) ((value + rotation) * (1 + slack.of(Slack.Rounding.QUERY_NORM)));
  }

  Levels levels() {
    return levels;
  }

  /** What bounds of this query add for rounding. */
  Slack slack() {
    return slack;
  }

  /** The Euclidean norm of the query. */
  double norm() {
    return norm;
  }

  /** The norm of the encoder's mean. */
  double meanNorm() {
    return meanNorm;
  }

  /** {@code <q,m>}. */
  double meanProduct() {
    return meanProduct;
  }

  /**
   * What an estimate is off by, beyond the error and the rest that are stored, is at most this
   * times {@code |q| (|x| + 2 |m|)}.
   */
  double relativeError() {
    return relativeError;
  }

  /** The elements, level by level at the {@linkplain Levels#offset offsets}. */
  float[] elements() {
    return elements;
  }

  /** {@code |Rq|} of this level and all before, rounded up. */
  float headNorm(int level) {
    return headNorms[level];
  }

  /** {@code |Rq|} of all levels after this one, rounded up. */
  float tailNorm(int level) {
    return tailNorms[level];
  }
}
