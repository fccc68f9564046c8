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
package io.vectordb.spark.read;

import io.vectordb.spark.schema.TableHandle;
import io.vectordb.table.scan.ScanSpec;
import java.io.Serializable;
import java.util.UUID;
import org.apache.spark.sql.types.StructType;

/**
 * What all tasks of a scan do. It travels with the partitions and not with the reader factory,
 * because Spark may plan the partitions again, with more filters, after it has made the factory.
 *
 * @param counts whether a task returns the number of its rows instead of the rows
 * @param search is equal for tasks that look for the best rows of the same files by the same spec
 */
public record VectorScanTask(
    TableHandle table, ScanSpec spec, StructType readSchema, boolean counts, UUID search)
    implements Serializable {}
