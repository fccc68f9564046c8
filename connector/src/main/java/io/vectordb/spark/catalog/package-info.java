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
 * The catalog that users set as {@code spark.sql.catalog.<name>}, which is the only class here that
 * they name: {@link VectorCatalog}. Where its tables lie is decided in {@code Warehouse} and {@code
 * Tables}; its procedures, as {@code CALL cat.system.compact}, are one class each, listed in {@code
 * Procedures}. Leans on {@code spark} for what is done with one table's directory. Begin with
 * {@link VectorCatalog}.
 */
package io.vectordb.spark.catalog;
