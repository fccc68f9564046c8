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

import io.vectordb.table.scan.Segment;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task scans.
 *
 * @param preferredLocations the hosts that have scanned these files before, if that is known
 */
public record VectorInputPartition(
    List<Segment> segments, VectorScanTask task, String[] preferredLocations)
    implements InputPartition {}
