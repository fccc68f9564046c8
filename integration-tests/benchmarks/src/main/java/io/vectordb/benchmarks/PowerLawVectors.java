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
package io.vectordb.benchmarks;

import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Random normalised vectors whose covariance has eigenvalues like {@code 1 / i^exponent}, and
 * eigenvectors in no special direction. With exponent 0 every direction is equally likely.
 */
record PowerLawVectors(String name, int dimension, double exponent) implements DataSet {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final long SEED = 0x5eed;

  /** Two rounds make a rotation without special axes, one more costs little. */
  private static final int ROUNDS = 3;

  private static final double ROW_IN_QUERY = 0.6;

  @Override
  public String description() {
    return exponent == 0
        ? "random directions"
        : "random, eigenvalues of the covariance 1 / i^" + exponent + ", rotated at random";
  }

  /** A row that others like it were mixed into. */
  @Override
  public float[] query(int number) {
    Reader reader = open();
    float[] row = new float[dimension];
    float[] other = new float[dimension];
    reader.read(number * 7919L, row);
    reader.read(-1 - number, other);
    for (int i = 0; i < dimension; i++) {
      row[i] = (float) (ROW_IN_QUERY * row[i] + (1 - ROW_IN_QUERY) * other[i]);
    }
    Vectors.normalize(row);
    return row;
  }

  @Override
  public Reader open() {
    float[] deviations = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      deviations[i] = (float) Math.pow(1 + i, -exponent / 2);
    }
    float[][] signs = new float[exponent == 0 ? 0 : ROUNDS][];
    for (int r = 0; r < signs.length; r++) {
      signs[r] = signs(new SplittableRandom(SEED + r));
    }
    return (id, vector) -> read(id, vector, deviations, signs);
  }

  private static void read(long id, float[] vector, float[] deviations, float[][] signs) {
    SplittableRandom random = new SplittableRandom(SEED ^ id * 0x9e3779b97f4a7c15L);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Vectors.bell(random.nextLong()) * deviations[i];
    }
    for (float[] flips : signs) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= flips[i];
      }
      hadamard(vector);
    }
    Vectors.normalize(vector);
  }

  private float[] signs(SplittableRandom random) {
    float[] signs = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      signs[i] = random.nextBoolean() ? 1 : -1;
    }
    return signs;
  }

  /** The Walsh-Hadamard transform, an orthogonal matrix times the square root of the length. */
  private static void hadamard(float[] x) {
    int half = 1;
    for (; half < SPECIES.length(); half *= 2) {
      for (int block = 0; block < x.length; block += 2 * half) {
        for (int i = block; i < block + half; i++) {
          float a = x[i];
          float b = x[i + half];
          x[i] = a + b;
          x[i + half] = a - b;
        }
      }
    }
    for (; half < x.length; half *= 2) {
      for (int block = 0; block < x.length; block += 2 * half) {
        for (int i = block; i < block + half; i += SPECIES.length()) {
          FloatVector a = FloatVector.fromArray(SPECIES, x, i);
          FloatVector b = FloatVector.fromArray(SPECIES, x, i + half);
          a.add(b).intoArray(x, i);
          a.sub(b).intoArray(x, i + half);
        }
      }
    }
  }
}
