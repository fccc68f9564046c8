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
 * Scores of vectors and products of 8-bit codes, the same bits on every processor, and the best k
 * of a stream of scores. Leans on the JDK alone. Begin with {@link
 * io.vectordb.kernels.VectorKernels}, which defines what a score is; {@link
 * io.vectordb.kernels.CodeKernels} does the same for codes, {@link
 * io.vectordb.kernels.PanelKernels} estimates the scores of all pairs. All are facades: they check
 * arguments and call the loops that the provider has chosen for this JVM, in plain Java here or on
 * vector registers in {@code io.vectordb.kernels.simd}, which is looked up by name and stands on
 * this package. Users of vectordb name none of these classes; README.md of the module says how to
 * add a kernel.
 */
package io.vectordb.kernels;
