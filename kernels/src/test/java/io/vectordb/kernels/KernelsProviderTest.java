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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the provider chooses in each of the JVMs that the module's build starts. */
class KernelsProviderTest {

  /** The build says what it expects of each JVM, so that a fork without SIMD cannot pass as one. */
  private static final String EXPECTED =
      System.getProperty("io.vectordb.kernels.test.expected", "SIMD");

  @Test
  void choosesWhatTheBuildExpectsOfThisJvm() {
    String description = VectorKernels.instance().description();
    if (EXPECTED.equals("scalar")) {
      assertEquals("scalar", description);
      assertSame(VectorKernels.scalar(), VectorKernels.instance());
      return;
    }
    Matcher simd = Pattern.compile("SIMD (128|256|512)-bit").matcher(description);
    assertTrue(simd.matches(), description);
    int cap = Integer.getInteger(VectorKernels.MAX_VECTOR_BITS_PROPERTY, 512);
    assertTrue(Integer.parseInt(simd.group(1)) <= cap, description + " is above the cap " + cap);
  }

  @Test
  void isChosenOnce() {
    assertSame(VectorKernels.instance(), VectorKernels.instance());
    assertSame(CodeKernels.instance(), CodeKernels.instance());
  }

  @Test
  void codesHaveKernelsOfTheSameKind() {
    assertEquals(EXPECTED.equals("scalar"), CodeKernels.instance() == CodeKernels.scalar());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "scalar"})
  void simdCanBeTurnedOff(String cap) {
    assertSame(ScalarLoops.INSTANCE, KernelsProvider.choose(cap));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "1024", "SIMD", "-1", "512 "})
  void anIllegalCapIsAnErrorThatNamesTheLegalOnes(String cap) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> KernelsProvider.choose(cap));
    String message = error.getMessage();
    assertTrue(message.contains("'" + cap + "'"), message);
    assertTrue(message.contains(VectorKernels.MAX_VECTOR_BITS_PROPERTY), message);
    assertTrue(message.contains("128, 256 and 512"), message);
    assertTrue(message.contains("0 and scalar"), message);
  }

  /** The fork that expects scalar kernels would prove nothing if the module were there. */
  @Test
  void theVectorModuleIsAbsentWhereScalarIsExpected() {
    assertEquals(
        EXPECTED.equals("scalar"), ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty());
  }
}
