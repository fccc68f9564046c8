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
package io.vectordb.spark.changes;

import io.vectordb.spark.read.VectorInputPartition;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.types.StructType;

/**
 * What one task reads of a table's changes.
 *
 * @param rows where the rows are stored
 * @param schema the columns to return: those of the table and those that follow, in any order
 * @param type whether the rows were inserted or deleted
 * @param version by which version
 * @param timestampMillis when
 */
record ChangesInputPartition(
    VectorInputPartition rows, StructType schema, String type, long version, long timestampMillis)
    implements InputPartition {}
