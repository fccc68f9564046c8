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
 * Joins by the score of two vectors: {@code NEAREST BY} and conditions on a score. {@link
 * NearestByRule} finds the first, {@link VectorJoinStrategy} plans both as a {@link
 * VectorJoinExec}, whose tasks are those of {@code spark.join.task}. Works on any relation. Leans
 * on {@code spark.plan}. Not for users to name; begin with {@link VectorJoinStrategy}.
 */
package io.vectordb.spark.join;
