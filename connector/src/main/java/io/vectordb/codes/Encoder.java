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

import java.util.Optional;

/**
 * How the vectors of one file become codes: subtract the mean, rotate, cut into levels, round to 8
 * bits. See the package for the bound that this allows.
 */
public final class Encoder {
  private final Levels levels;
  private final float[] mean;
  private final Rotation rotation;

  private Encoder(Levels levels, float[] mean, Rotation rotation) {
    this.levels = levels;
    this.mean = mean;
    this.rotation = rotation;
  }

  /**
   * An encoder.
   *
   * @param mean as many finite elements as the levels have; any vector is correct, the mean makes
   *     errors small
   * @param rotation null for none
   */
  public static Encoder of(Levels levels, float[] mean, Rotation rotation) {
    if (mean.length != levels.dimension()
        || (rotation != null && rotation.dimension() != mean.length)) {
      throw new IllegalArgumentException(
          "levels "
              + levels
              + ", mean of "
              + mean.length
              + ", rotation of "
              + (rotation == null ? "none" : rotation.dimension()));
    }
    return new Encoder(levels, mean.clone(), rotation);
  }

  public Levels levels() {
    return levels;
  }

  public int dimension() {
    return mean.length;
  }

  /** The mean; callers must not change it. */
  public float[] mean() {
    return mean;
  }

  public Optional<Rotation> rotation() {
    return Optional.ofNullable(rotation);
  }

  /**
   * A number {@code e} such that {@code |<q,x-m> - <Rq,y>| <= e |q| |x-m|}, where y is what is cut
   * into levels.
   */
  double error(Slack slack) {
    double copy = slack.of(Slack.Rounding.COPY);
    return copy + (rotation == null ? 0 : rotation.error() * (1 + copy));
  }
}
