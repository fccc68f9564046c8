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
 * The columns of a table: its {@link io.vectordb.table.schema.TableSchema} as an Arrow schema,
 * vector columns, the kinds and the values of scalars, partition transforms, statistics, and how a
 * schema may change. It leans on {@code errors} and Arrow only. Users may name {@code TableSchema},
 * {@code VectorColumn} and {@code VectorType}. Begin with {@code TableSchema}; {@link
 * io.vectordb.table.schema.SchemaEvolution} makes changes, {@link
 * io.vectordb.table.schema.SchemaCompatibility} judges them.
 */
package io.vectordb.table.schema;
