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
/**
 * The loops of {@code io.vectordb.kernels} on vector registers; the only classes that link the
 * module {@code jdk.incubator.vector}. They implement {@link io.vectordb.kernels.VectorLoops},
 * {@link io.vectordb.kernels.CodeLoops} and {@link io.vectordb.kernels.PanelLoops} and lean on that
 * package and the JDK. Nobody names them, not even the provider, which loads {@link
 * io.vectordb.kernels.simd.SimdLoops} and {@link io.vectordb.kernels.simd.SimdCodeLoops} by their
 * names where the module is there. Begin with {@code Species}, the width of the registers, and
 * {@code DotProduct}, the plainest of the loops.
 */
package io.vectordb.kernels.simd;
