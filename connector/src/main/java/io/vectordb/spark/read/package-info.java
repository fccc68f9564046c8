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
 * Batch reads, from what Spark pushes down to the rows that a task returns, in the order of Spark's
 * interfaces: {@link VectorScanBuilder}, {@link VectorScan}, {@link VectorBatch}, {@link
 * VectorInputPartition}, {@link VectorReaderFactory}, {@code VectorColumnarReader}. What a
 * statement that changes rows has read is noted in {@link StatementRead}. Leans on {@code
 * spark.schema} for the table and on {@code table.scan} for the search. Not for users to name;
 * begin with {@link VectorScanBuilder}.
 */
package io.vectordb.spark.read;
