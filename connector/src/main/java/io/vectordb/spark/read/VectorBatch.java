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

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/**
 * Splits a scan into tasks. Batches of equal scans are equal, so that Spark may run one of them for
 * both.
 */
public record VectorBatch(VectorScan scan) implements Batch {
  @Override
  public InputPartition[] planInputPartitions() {
    return SparkErrors.translating(
        () -> scan.readsByPartition() ? keyedPartitions(scan) : partitions(scan, scan.scanPlan()));
  }

  private static InputPartition[] keyedPartitions(VectorScan scan) {
    String[] hosts = executorHosts(SparkSession.active().sparkContext());
    VectorScanTask task = task(scan);
    List<InputPartition> partitions = new ArrayList<>();
    scan.tasksByPartition()
        .forEach(
            (values, tasks) -> {
              InternalRow key = PartitionedTasks.key(scan.table(), values);
              for (List<Segment> segments : tasks) {
                partitions.add(
                    new PartitionedTasks.Task(
                        new VectorInputPartition(segments, task, preferred(hosts, segments)), key));
              }
            });
    return partitions.toArray(InputPartition[]::new);
  }

  /** What all tasks of {@code scan} have in common. */
  public static VectorScanTask task(VectorScan scan) {
    return new VectorScanTask(
        scan.table().handle(), scan.spec(), scan.readSchema(), scan.counts(), UUID.randomUUID());
  }

  /** The tasks of {@code scan} if it reads {@code plan}. */
  public static InputPartition[] partitions(VectorScan scan, ScanPlan plan) {
    SparkContext context = SparkSession.active().sparkContext();
    String[] hosts = executorHosts(context);
    VectorScanTask task = task(scan);
    return plan.tasks(context.defaultParallelism()).stream()
        .map(segments -> new VectorInputPartition(segments, task, preferred(hosts, segments)))
        .toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new VectorReaderFactory();
  }

  private static String[] executorHosts(SparkContext context) {
    return Arrays.stream(context.statusTracker().getExecutorInfos())
        .map(executor -> executor.host())
        .distinct()
        .sorted()
        .toArray(String[]::new);
  }

  /** The same host for the same file every time, where the file is mapped and in the page cache. */
  private static String[] preferred(String[] hosts, List<Segment> segments) {
    if (hosts.length < 2) {
      return new String[0];
    }
    int hash = segments.get(0).file().path().hashCode();
    return new String[] {hosts[Math.floorMod(hash, hosts.length)]};
  }
}
