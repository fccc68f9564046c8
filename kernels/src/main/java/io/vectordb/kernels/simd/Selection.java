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
package io.vectordb.kernels.simd;

import static io.vectordb.kernels.simd.PanelSpecies.FLOATS;
import static io.vectordb.kernels.simd.PanelSpecies.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Values within limits. Few are, so four registers are asked together whether any value is, and
 * only then each value by itself.
 */
final class Selection {

  private static final int STEP = 4 * WIDTH;

  private Selection() {}

  static int atLeast(float[] values, int from, int count, float least, int[] found) {
    FloatVector low = FloatVector.broadcast(FLOATS, least);
    int n = 0;
    int i = 0;
    for (; i + STEP <= count; i += STEP) {
      FloatVector v0 = FloatVector.fromArray(FLOATS, values, from + i);
      FloatVector v1 = FloatVector.fromArray(FLOATS, values, from + i + WIDTH);
      FloatVector v2 = FloatVector.fromArray(FLOATS, values, from + i + 2 * WIDTH);
      FloatVector v3 = FloatVector.fromArray(FLOATS, values, from + i + 3 * WIDTH);
      if (v0.compare(VectorOperators.GE, low)
          .or(v1.compare(VectorOperators.GE, low))
          .or(v2.compare(VectorOperators.GE, low).or(v3.compare(VectorOperators.GE, low)))
          .anyTrue()) {
        n = atLeastInStep(values, from, i, i + STEP, least, found, n);
      }
    }
    return atLeastInStep(values, from, i, count, least, found, n);
  }

  private static int atLeastInStep(
      float[] values, int from, int start, int end, float least, int[] found, int n) {
    int next = n;
    for (int i = start; i < end; i++) {
      float value = values[from + i];
      if (value >= least) {
        found[next++] = i;
      }
    }
    return next;
  }

  static int atMost(float[] values, int from, int count, float most, int[] found) {
    FloatVector high = FloatVector.broadcast(FLOATS, most);
    int n = 0;
    int i = 0;
    for (; i + STEP <= count; i += STEP) {
      FloatVector v0 = FloatVector.fromArray(FLOATS, values, from + i);
      FloatVector v1 = FloatVector.fromArray(FLOATS, values, from + i + WIDTH);
      FloatVector v2 = FloatVector.fromArray(FLOATS, values, from + i + 2 * WIDTH);
      FloatVector v3 = FloatVector.fromArray(FLOATS, values, from + i + 3 * WIDTH);
      if (v0.compare(VectorOperators.LE, high)
          .or(v1.compare(VectorOperators.LE, high))
          .or(v2.compare(VectorOperators.LE, high).or(v3.compare(VectorOperators.LE, high)))
          .anyTrue()) {
        n = atMostInStep(values, from, i, i + STEP, most, found, n);
      }
    }
    return atMostInStep(values, from, i, count, most, found, n);
  }

  private static int atMostInStep(
      float[] values, int from, int start, int end, float most, int[] found, int n) {
    int next = n;
    for (int i = start; i < end; i++) {
      float value = values[from + i];
      if (value <= most) {
        found[next++] = i;
      }
    }
    return next;
  }

  static int between(float[] values, int from, int count, float least, float most, int[] found) {
    FloatVector low = FloatVector.broadcast(FLOATS, least);
    FloatVector high = FloatVector.broadcast(FLOATS, most);
    int n = 0;
    int i = 0;
    for (; i + STEP <= count; i += STEP) {
      FloatVector v0 = FloatVector.fromArray(FLOATS, values, from + i);
      FloatVector v1 = FloatVector.fromArray(FLOATS, values, from + i + WIDTH);
      FloatVector v2 = FloatVector.fromArray(FLOATS, values, from + i + 2 * WIDTH);
      FloatVector v3 = FloatVector.fromArray(FLOATS, values, from + i + 3 * WIDTH);
      if (v0.compare(VectorOperators.GE, low)
          .and(v0.compare(VectorOperators.LE, high))
          .or(v1.compare(VectorOperators.GE, low).and(v1.compare(VectorOperators.LE, high)))
          .or(
              v2.compare(VectorOperators.GE, low)
                  .and(v2.compare(VectorOperators.LE, high))
                  .or(
                      v3.compare(VectorOperators.GE, low)
                          .and(v3.compare(VectorOperators.LE, high))))
          .anyTrue()) {
        n = betweenInStep(values, from, i, i + STEP, least, most, found, n);
      }
    }
    return betweenInStep(values, from, i, count, least, most, found, n);
  }

  private static int betweenInStep(
      float[] values, int from, int start, int end, float least, float most, int[] found, int n) {
    int next = n;
    for (int i = start; i < end; i++) {
      float value = values[from + i];
      if (value >= least && value <= most) {
        found[next++] = i;
      }
    }
    return next;
  }
}
