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

import io.vectordb.kernels.CodeGroups;
import io.vectordb.kernels.CodeLoops;
import io.vectordb.kernels.CodeRows;
import java.nio.ByteBuffer;

/** The loops over codes, on vector registers. */
public final class SimdCodeLoops implements CodeLoops {

  private SimdCodeLoops() {}

  /**
   * For the provider only, which calls it where it also takes {@link SimdLoops}.
   *
   * @return null if the JDK cannot load registers from memory outside the heap
   */
  public static CodeLoops createIfDirect() {
    return OffHeapLoads.areAvailable() ? new SimdCodeLoops() : null;
  }

  @Override
  public CodeGroups groups(ByteBuffer codes, int dims) {
    return new DirectCodeGroups(codes, dims);
  }

  @Override
  public CodeRows rows(ByteBuffer codes, int dims) {
    return new DirectCodeRows(codes, dims);
  }
}
