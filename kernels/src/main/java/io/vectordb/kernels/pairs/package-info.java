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
 * Searches among all pairs of two sets of vectors. Begin with {@link
 * io.vectordb.kernels.pairs.PairSearch}: it holds one side, is handed the other in batches of
 * {@link io.vectordb.kernels.pairs.VectorRows}, and tells a {@link
 * io.vectordb.kernels.pairs.PairSink} the canonical score of every pair that may lie within the
 * limits of the sink. Leans on {@code io.vectordb.kernels}, whose {@code VectorKernels} define what
 * a score is.
 */
package io.vectordb.kernels.pairs;
