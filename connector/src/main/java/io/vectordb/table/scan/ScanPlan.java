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
package io.vectordb.table.scan;

import io.vectordb.table.Snapshot;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.NormBounds;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/** Which files a scan has to read, and how they are split into tasks. */
public final class ScanPlan {
  /** Label of files without codes. */
  private static final String WITHOUT_CODES = Encoding.NONE.label();

  /** A task should not read much less than this, or starting it costs more than its work. */
  private static final long MIN_TASK_BYTES = 4L << 20;

  /** A task should not read much more than this, or the slowest one keeps the others waiting. */
  private static final long MAX_TASK_BYTES = 1L << 30;

  /** A task that reads whole files of a partition takes no further file after this. */
  private static final long MAX_PARTITION_TASK_BYTES = 64L << 20;

  private final TableSchema schema;
  private final List<DataFile> files;
  private final int skippedFiles;

  /** As they are called in files. */
  private final Set<String> codedColumns;

  private final long rows;

  private ScanPlan(
      TableSchema schema, List<DataFile> files, int skippedFiles, Set<String> boundedColumns) {
    this.schema = schema;
    this.files = files;
    this.skippedFiles = skippedFiles;
    this.codedColumns = boundedColumns.stream().map(schema::fileName).collect(Collectors.toSet());
    this.rows = files.stream().mapToLong(DataFile::liveRows).sum();
  }

  /** Leaves out the files of {@code snapshot} in which no row can satisfy the filter. */
  public static ScanPlan of(Snapshot snapshot, ScanSpec spec) {
    return of(snapshot.files(), spec);
  }

  /** Leaves out those of the files {@code all} in which no row can satisfy the filter. */
  public static ScanPlan of(List<DataFile> all, ScanSpec spec) {
    Map<String, NormBounds> bounds = new HashMap<>();
    spec.scores().forEach(score -> bounds.put(score.name(), new NormBounds(score)));
    FileSkipping skipping = new FileSkipping(spec.schema(), bounds);
    List<DataFile> files = new ArrayList<>();
    for (DataFile file : all) {
      if (skipping.mayMatch(spec.filter(), file)) {
        files.add(file);
      }
    }
    return new ScanPlan(
        spec.schema(),
        List.copyOf(files),
        all.size() - files.size(),
        spec.usesCodes() ? spec.boundedColumns() : Set.of());
  }

  /**
   * The partitions of {@code snapshot} that satisfy {@code filter}.
   *
   * @param filter compares partition columns with literals; contains no {@link Filter.Matches}
   */
  public static Set<Map<String, Object>> partitions(Snapshot snapshot, Filter filter) {
    Set<Map<String, Object>> partitions = new HashSet<>();
    FileSkipping skipping = new FileSkipping(snapshot.schema(), Map.of());
    for (DataFile file : snapshot.files()) {
      if (skipping.partitionMatches(filter, file)) {
        partitions.add(file.partitionValues());
      }
    }
    return partitions;
  }

  /** The plan for a table without files. */
  public static ScanPlan empty() {
    return new ScanPlan(new TableSchema(new Schema(List.of())), List.of(), 0, Set.of());
  }

  /** The files to read. */
  public List<DataFile> files() {
    return files;
  }

  /** The number of files that need not be read. */
  public int skippedFiles() {
    return skippedFiles;
  }

  /** The rows of the files to read, without deleted ones. */
  public long rows() {
    return rows;
  }

  /** About how many bytes of the files to read these rows take up. */
  public long rowBytes() {
    return files.stream()
        .mapToLong(
            file -> (long) ((double) file.bytes() / Math.max(1, file.rows()) * file.liveRows()))
        .sum();
  }

  /**
   * What the log knows of a column in all of the files; empty if it knows nothing of it in one of
   * them.
   */
  public Optional<ColumnStats> stats(String column) {
    FileSkipping skipping = new FileSkipping(schema, Map.of());
    ColumnStats all = new ColumnStats(null, null, 0, 0, true);
    boolean hasBounds = true;
    for (DataFile file : files) {
      ColumnStats stats = skipping.stats(column, file);
      if (stats == null) {
        return Optional.empty();
      }
      boolean isEmpty = stats.nullCount() + stats.nanCount() == file.rows();
      hasBounds &= isEmpty || (stats.min() != null && stats.max() != null);
      all = isEmpty ? all.plus(stats.withoutBounds()) : all.plus(stats);
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(hasBounds ? all : all.withoutBounds());
  }

  /** Whether it is known that a column's values ascend, in each of the files by itself. */
  public boolean ascends(String column) {
    return stats(column).map(ColumnStats::ascends).orElse(false);
  }

  /** How many of the files have which codes of a vector column, by encoder; most files first. */
  public Map<String, Integer> encoders(String vectorColumn) {
    Map<String, Integer> counts = new TreeMap<>();
    String fileName = schema.fileName(vectorColumn);
    for (DataFile file : files) {
      CodeFile codes = file.codes().get(fileName);
      counts.merge(codes == null ? WITHOUT_CODES : codes.encoder(), 1, Integer::sum);
    }
    Map<String, Integer> ordered = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(count -> ordered.put(count.getKey(), count.getValue()));
    return ordered;
  }

  /**
   * About how many bytes a scan of {@code file} reads: codes where they decide most rows, else the
   * file.
   */
  private long work(DataFile file) {
    long codeBytes = 0;
    for (String column : codedColumns) {
      CodeFile codes = file.codes().get(column);
      if (codes == null) {
        return file.bytes();
      }
      codeBytes += codes.file().bytes();
    }
    return codeBytes == 0 ? file.bytes() : Math.min(codeBytes, file.bytes());
  }

  /**
   * The files by partition, in tasks that read whole files. A plan of some of the files has no more
   * tasks for a partition.
   */
  public Map<Map<String, Object>, List<List<Segment>>> tasksByPartition() {
    return byPartition(MAX_PARTITION_TASK_BYTES);
  }

  /** The files by partition, in tasks that read one file each. */
  public Map<Map<String, Object>, List<List<Segment>>> filesByPartition() {
    return byPartition(0);
  }

  private Map<Map<String, Object>, List<List<Segment>>> byPartition(long maxBytes) {
    Map<Map<String, Object>, List<List<Segment>>> partitions = new LinkedHashMap<>();
    Map<Map<String, Object>, Long> lastBytes = new HashMap<>();
    for (DataFile file : files) {
      Map<String, Object> partition = file.partitionValues();
      List<List<Segment>> tasks = partitions.computeIfAbsent(partition, p -> new ArrayList<>());
      long bytes = lastBytes.getOrDefault(partition, maxBytes);
      if (bytes >= maxBytes) {
        tasks.add(new ArrayList<>());
        bytes = 0;
      }
      tasks.get(tasks.size() - 1).add(Segment.of(file));
      lastBytes.put(partition, bytes + work(file));
    }
    return partitions;
  }

  /**
   * Splits the files into tasks of about equal work: as many as there are {@code cores}, fewer if
   * there is little to read, a multiple if there is much. Each task's segments are in the order of
   * the table.
   */
  public List<List<Segment>> tasks(int cores) {
    long bytes = files.stream().mapToLong(this::work).sum();
    long waves = Math.max(1, bytes / (MAX_TASK_BYTES * cores));
    long count = Math.max(1, Math.min(cores * waves, bytes / MIN_TASK_BYTES));
    long target = Math.max(1, (bytes + count - 1) / count);
    List<List<Segment>> tasks = new ArrayList<>();
    List<Segment> task = new ArrayList<>();
    long taskBytes = 0;
    for (DataFile file : files) {
      Segment rest = Segment.of(file);
      long rowBytes = Math.max(1, work(file) / Math.max(1, file.rows()));
      while (rest.rows() > 0) {
        long fit = Math.max(1, (target - taskBytes + rowBytes - 1) / rowBytes);
        Segment part = rest.part(0, fit);
        task.add(part);
        taskBytes += part.rows() * rowBytes;
        rest = rest.part(part.rows(), rest.rows());
        if (taskBytes >= target) {
          tasks.add(List.copyOf(task));
          task.clear();
          taskBytes = 0;
        }
      }
    }
    if (!task.isEmpty()) {
      tasks.add(List.copyOf(task));
    }
    return tasks;
  }
}
