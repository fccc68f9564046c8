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

import io.vectordb.kernels.VectorKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register width of this JVM as constants: C2 replaces vector calls by instructions only if the
 * species is a {@code static final} field.
 */
final class Species {

  /** What the JVM would use by itself, capped by the property that the provider has validated. */
  static final int BITS =
      Math.min(
          VectorShape.preferredShape().vectorBitSize(),
          Integer.getInteger(VectorKernels.MAX_VECTOR_BITS_PROPERTY, 512));

  static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, VectorShape.forBitSize(BITS));

  /** As many floats as there are doubles in a register: half of one, so that they widen into it. */
  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(BITS / 2));

  /** Doubles in a register: 8, 4 or 2 of the 8 lanes of a score. */
  static final int WIDTH = DOUBLES.length();

  private Species() {}

  /** Without AVX2, x86 has no 256-bit integers and the JVM prefers 128 bits. */
  static boolean isWideEnough() {
    boolean isArm = System.getProperty("os.arch").equals("aarch64");
    return VectorShape.preferredShape().vectorBitSize() >= (isArm ? 128 : 256);
  }

  static DoubleVector load(double[] from, int index) {
    return DoubleVector.fromArray(DOUBLES, from, index);
  }

  static DoubleVector load(float[] from, int index) {
    return widen(FloatVector.fromArray(FLOATS, from, index));
  }

  /** By the exact species: {@code convert} with a part number is not compiled well. */
  static DoubleVector widen(FloatVector floats) {
    return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }
}
