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

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.vectordb.spark.schema.TableHandle;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.scan.ScanBatch;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.scan.SegmentScan;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.roaringbitmap.RoaringBitmap;

/** Finds the positions of rows by a condition, on the executors. */
public final class RowFinder {
  private RowFinder() {}

  /** What is sent to an executor; for Kryo as {@code WrittenFiles}. */
  @DefaultSerializer(JavaSerializer.class)
  private record Task(List<Segment> segments) implements Serializable {}

  /** The positions of the rows of {@code files} to which {@code wanted} applies, by data file. */
  public static Map<String, RoaringBitmap> find(
      TableHandle table, Snapshot version, List<DataFile> files, RowsRead wanted) {
    ScanSpec spec = ScanSpec.of(version.schema()).score(wanted.scores()).where(wanted.filter());
    SparkContext context = SparkSession.active().sparkContext();
    List<Task> tasks =
        ScanPlan.of(files, spec).tasks(context.defaultParallelism()).stream()
            .map(Task::new)
            .toList();
    return tasks.isEmpty()
        ? Map.of()
        : RowPositions.union(
            JavaSparkContext.fromSparkContext(context)
                .parallelize(tasks, tasks.size())
                .map(task -> scan(table, spec, task.segments))
                .collect());
  }

  private static Map<String, RoaringBitmap> scan(
      TableHandle table, ScanSpec spec, List<Segment> segments) {
    Map<String, RoaringBitmap> found = new HashMap<>();
    try (SegmentScan scan = new SegmentScan(table.open().store(), segments, spec)) {
      while (scan.next()) {
        ScanBatch batch = scan.batch();
        RoaringBitmap rows = RowPositions.in(found, batch.file());
        for (int row : batch.rows()) {
          rows.add(Math.toIntExact(batch.firstRow() + row));
        }
      }
    }
    return found;
  }
}
