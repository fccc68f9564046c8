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
 * Batch writes, from the plan to the commit: {@link VectorWriteBuilder} finds out which rows are
 * replaced ({@link Replacement}), {@link VectorWrite} how rows are brought together, {@link
 * VectorWriterFactory} writes data files in tasks, and {@link WriteTransaction} makes one version
 * of them, on the driver. An upsert finds the rows that it replaces in {@code MergeKeys}. Leans on
 * {@code spark.read}, because some rows to replace have to be found first. Not for users to name;
 * begin with {@link VectorWriteBuilder}.
 */
package io.vectordb.spark.write;
