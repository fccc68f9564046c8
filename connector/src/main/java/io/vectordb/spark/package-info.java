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
 * What Spark loads, and where everything is put together: {@link VectorDataSource} for paths,
 * {@link VectorDbExtensions} for functions and planner rules, {@link VectorTable} for what Spark
 * can do with a table. A table begins a scan in {@code spark.read}, a write in {@code spark.write},
 * a stream in {@code spark.stream}, a DELETE, UPDATE or MERGE in {@code spark.rowlevel}. Leans on
 * all packages of {@code spark} but {@code spark.catalog} and {@code spark.ml}. Users name {@code
 * VectorDbExtensions} in a setting, and nothing else; begin with {@link VectorTable}.
 */
package io.vectordb.spark;
