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
 * The SQL functions: scores of two vectors, {@code vector_pack} and {@code vector_unpack}, and
 * those by which tables are partitioned. {@link VectorFunctions} lists them; a score is computed in
 * {@link BoundScore}, by the kernels by which scans compute it. {@link VectorDataType} says which
 * types of Spark hold vectors. Users call the functions by their SQL names; begin with {@link
 * VectorFunctions}.
 */
package io.vectordb.spark.functions;
