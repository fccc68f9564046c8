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
 * What the tasks of a join by the score of two vectors do: search all pairs of a {@link LeftChunk}
 * and the {@link RightBlocks} with {@code kernels.pairs}, and merge what parts of the right side
 * give. A {@link VectorJoinSpec} says what is wanted, a {@link RightSide} how right rows come.
 * Leans on {@code spark.plan}. Not for users to name; begin with {@link JoinIterator}.
 */
package io.vectordb.spark.join.task;
