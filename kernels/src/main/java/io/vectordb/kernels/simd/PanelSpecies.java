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

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** What products of packed panels are made for, as constants. */
final class PanelSpecies {

  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Species.BITS));

  /** Floats in a register. */
  static final int WIDTH = FLOATS.length();

  /**
   * The class of a register. C2 of JDK 17 loses it in long methods, and then goes by what it has
   * seen in this JVM, which is registers of several widths: a call on such a vector is thousands of
   * instructions. A cast by a constant class brings it back.
   */
  static final Class<?> CLASS = FLOATS.vectorType();

  /**
   * Whether the processor multiplies and adds in one instruction. Where it does not, the JVM
   * computes the same result thousands of times slower.
   */
  static final boolean FUSED = hasFusedMultiplyAdd();

  /** 32 registers, not 16. */
  static final boolean MANY_REGISTERS =
      Species.BITS == 512 || System.getProperty("os.arch").equals("aarch64");

  private PanelSpecies() {}

  /** As the JVM sees the processor, which flags can hide from it. */
  private static boolean hasFusedMultiplyAdd() {
    try {
      HotSpotDiagnosticMXBean vm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return vm != null && Boolean.parseBoolean(vm.getVMOption("UseFMA").getValue());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
