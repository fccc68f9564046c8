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
 * What Spark says of a table and what the table is: columns, partitions, predicates and options,
 * translated between the two. {@link TableVersion} is the table as one statement sees it, on which
 * all later packages plan; {@link Option} lists every option and table property, {@link
 * VectorOptions} has the values of one read or write, and the defaults; {@link SchemaMapping} maps
 * types, {@link PredicateTranslator} maps conditions. Leans on {@code spark.functions}, {@code
 * spark.plan} and the table format. Not for users to name; begin with {@link TableVersion}.
 */
package io.vectordb.spark.schema;
