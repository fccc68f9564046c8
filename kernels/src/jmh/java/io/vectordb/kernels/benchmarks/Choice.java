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
package io.vectordb.kernels.benchmarks;

import io.vectordb.kernels.CodeKernels;
import io.vectordb.kernels.PanelKernels;
import io.vectordb.kernels.VectorKernels;

/** The kernels behind a benchmark parameter. */
final class Choice {

  private Choice() {}

  static VectorKernels of(String name) {
    VectorKernels kernels =
        name.equals("scalar") ? VectorKernels.scalar() : VectorKernels.instance();
    if (!kernels.description().startsWith(name)) {
      throw new IllegalStateException(
          "The benchmark wants " + name + ", this JVM has " + kernels.description());
    }
    return kernels;
  }

  static CodeKernels codes(String name) {
    return of(name) == VectorKernels.scalar() ? CodeKernels.scalar() : CodeKernels.instance();
  }

  static PanelKernels panels(String name) {
    return of(name) == VectorKernels.scalar() ? PanelKernels.scalar() : PanelKernels.instance();
  }
}
