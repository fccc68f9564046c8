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

import java.util.Random;

/** Test vectors: plain random numbers, and every kind of value that breaks arithmetic. */
final class Vectors {

  /** How the elements of a random vector are drawn. */
  enum Kind {
    NORMAL {
      @Override
      double next(Random random) {
        return random.nextGaussian();
      }
    },
    /** Products and sums that overflow, to infinity and then to NaN. */
    HUGE {
      @Override
      double next(Random random) {
        return random.nextGaussian() * (random.nextBoolean() ? 1e160 : 3e307);
      }
    },
    /** Products that underflow, partly or entirely. */
    TINY {
      @Override
      double next(Random random) {
        return random.nextGaussian() * (random.nextBoolean() ? 1e-40 : 1e-160);
      }
    },
    ZEROS {
      @Override
      double next(Random random) {
        return random.nextInt(4) == 0 ? random.nextGaussian() : random.nextBoolean() ? 0.0 : -0.0;
      }
    },
    /** Only zeros of both signs: a sum must be +0.0, never -0.0. */
    SIGNED_ZEROS {
      @Override
      double next(Random random) {
        return random.nextBoolean() ? 0.0 : -0.0;
      }
    },
    SPECIAL {
      @Override
      double next(Random random) {
        return switch (random.nextInt(64)) {
          case 0 -> Double.NaN;
          case 1 -> Double.POSITIVE_INFINITY;
          case 2 -> Double.NEGATIVE_INFINITY;
          case 3 -> Double.MIN_VALUE;
          case 4 -> -Double.MAX_VALUE;
          case 5 -> -0.0;
          default -> random.nextGaussian();
        };
      }
    },
    ANY_BITS {
      @Override
      double next(Random random) {
        return Double.longBitsToDouble(random.nextLong());
      }
    };

    abstract double next(Random random);
  }

  private Vectors() {}

  static double[] doubles(Random random, Kind kind, int length) {
    double[] x = new double[length];
    for (int i = 0; i < length; i++) {
      x[i] = kind.next(random);
    }
    return x;
  }

  /** Like {@link #doubles}, with huge and tiny values scaled to the range of a float. */
  static float[] floats(Random random, Kind kind, int length) {
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] =
          switch (kind) {
            case HUGE -> (float) (random.nextGaussian() * 3e37);
            case TINY -> (float) (random.nextGaussian() * (random.nextBoolean() ? 1e-20 : 1e-42));
            case ANY_BITS -> Float.intBitsToFloat(random.nextInt());
            default -> (float) kind.next(random);
          };
    }
    return x;
  }

  static double[] widened(float[] x) {
    double[] wide = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i];
    }
    return wide;
  }
}
