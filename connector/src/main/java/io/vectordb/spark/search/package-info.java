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
 * The table function {@code vector_search}: {@link SearchCallRule} looks at a call before Spark
 * looks up its names, {@link VectorSearch} makes an ordinary plan of it, which the rules of {@code
 * spark.plan} push down; a table of query vectors is a join of {@code spark.join}. Leans on {@code
 * spark.functions}, {@code spark.plan}, {@code spark.join} and {@code spark.schema}. Users call the
 * function by its name in SQL, and name none of these; begin with {@link VectorSearch}.
 */
package io.vectordb.spark.search;
