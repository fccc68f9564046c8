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

import io.vectordb.kernels.CodeLoops;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The register width for codes as constants; loads of bytes that become floats. */
final class CodeSpecies {

  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Species.BITS));

  /** Floats in a register: 16, 8 or 4 of the 16 rows of a group, or lanes of a product. */
  static final int WIDTH = FLOATS.length();

  /**
   * Registers of 128 bits hold fewer floats than the smallest register of bytes has bytes. So they
   * take 16 bytes as 4 integers and shift: {@link #quarter}.
   */
  static final boolean QUARTERS = WIDTH == 4;

  /** As many bytes as there are floats in a register. */
  static final VectorSpecies<Byte> BYTES =
      QUARTERS ? ByteVector.SPECIES_128 : VectorSpecies.of(byte.class, byteShape());

  /** Lanes of a group of codes, or of a product. */
  static final int LANES = CodeLoops.GROUP_ROWS;

  private CodeSpecies() {}

  private static VectorShape byteShape() {
    return VectorShape.forBitSize(Species.BITS / Float.BYTES);
  }

  static FloatVector load(float[] from, int index) {
    return FloatVector.fromArray(FLOATS, from, index);
  }

  /** The next {@link #WIDTH} codes. By the exact species, as {@link Species#widen} does. */
  static FloatVector loadCodes(Object memory, int index) {
    return (FloatVector)
        OffHeapLoads.bytes(memory, index).convertShape(VectorOperators.B2F, FLOATS, 0);
  }

  /** 16 codes, four to an integer: the integer {@code i} holds codes {@code 4 * i .. 4 * i + 3}. */
  static IntVector loadInts(Object memory, int index) {
    return OffHeapLoads.bytes(memory, index).reinterpretAsInts();
  }

  /** The codes {@code k, k + 4, k + 8, k + 12} of {@link #loadInts}, k from 0 to 3. */
  static FloatVector quarter(IntVector codes, int k) {
    IntVector last = k == 3 ? codes : codes.lanewise(VectorOperators.LSHL, 24 - 8 * k);
    return (FloatVector)
        last.lanewise(VectorOperators.ASHR, 24)
            .convertShape(VectorOperators.I2F, FloatVector.SPECIES_128, 0);
  }
}
