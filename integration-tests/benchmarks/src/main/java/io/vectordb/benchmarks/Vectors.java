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

import java.io.Serializable;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Normalised vectors that depend on their id alone: bell-shaped elements, whose standard deviation
 * falls like {@code (1 + i)^-decay} from the first element on, as that of learned features does
 * after a rotation; 0 is noise in all directions.
 */
final class Vectors implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The id of the vector that is searched for; no row has it. */
  private static final long QUERY = -1;

  private static final long SEED = 0x5eed;

  private final double decay;
  private final float[] deviations;

  /**
   * @param dimension elements of a vector
   */
  Vectors(int dimension, double decay) {
    this.decay = decay;
    this.deviations = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      deviations[i] = (float) Math.pow(1 + i, -decay);
    }
  }

  int dimension() {
    return deviations.length;
  }

  double decay() {
    return decay;
  }

  /** The rows with the ids from 0 to {@code rows - 1}, in that order. */
  Dataset<Row> rows(SparkSession spark, int rows) {
    return spark
        .range(rows)
        .map((MapFunction<Long, Feature>) this::row, Encoders.bean(Feature.class))
        .select("id", "feature");
  }

  private Feature row(long id) {
    Feature row = new Feature();
    row.setId(id);
    row.setFeature(vector(id));
    return row;
  }

  /** The vector to search for. */
  float[] query() {
    return vector(QUERY);
  }

  float[] vector(long id) {
    SplittableRandom random = new SplittableRandom(SEED ^ id * 0x9e3779b97f4a7c15L);
    float[] vector = new float[deviations.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = bell(random.nextLong()) * deviations[i];
    }
    normalize(vector);
    return vector;
  }

  /** The sum of four uniform numbers around 0. */
  static int bell(long bits) {
    return (short) bits + (short) (bits >> 16) + (short) (bits >> 32) + (short) (bits >> 48);
  }

  /** Scales to length 1. */
  static void normalize(float[] vector) {
    double squaredNorm = 0;
    for (float element : vector) {
      squaredNorm += element * (double) element;
    }
    double norm = Math.sqrt(squaredNorm);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) norm;
    }
  }
}
