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
 * The rules by which Spark's planner learns of vectors: {@link ScoreColumnRule} turns the score of
 * a column and a constant into a column that the scan computes, so that filters and top-k are
 * pushed to it. Other rules are about what the rows of a write depend on and which columns they
 * have. Leans on {@code spark.functions}; what a rule needs to know of a table it asks by one of
 * the {@code Supports} interfaces, which the packages after this implement. Not for users to name;
 * begin with {@link ScoreColumnRule}.
 */
package io.vectordb.spark.plan;
