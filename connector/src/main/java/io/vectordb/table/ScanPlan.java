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
package io.vectordb.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which files a scan has to read, and how they are split into tasks. */
public final class ScanPlan {
  /** A task should not read much less than this, or starting it costs more than its work. */
  private static final long MIN_TASK_BYTES = 4L << 20;

  /** A task should not read much more than this, or the slowest one keeps the others waiting. */
  private static final long MAX_TASK_BYTES = 1L << 30;

  private final List<DataFile> files;
  private final int skippedFiles;
  private final long rows;
  private final long bytes;

  private ScanPlan(List<DataFile> files, int skippedFiles) {
    this.files = files;
    this.skippedFiles = skippedFiles;
    this.rows = files.stream().mapToLong(DataFile::rows).sum();
    this.bytes = files.stream().mapToLong(DataFile::bytes).sum();
  }

  /**
   * Leaves out the files of {@code snapshot} in which no row can satisfy {@code filter}.
   *
   * @param scores the scores that {@code filter} may read
   */
  public static ScanPlan of(Snapshot snapshot, Filter filter, List<ScoreColumn> scores) {
    Map<String, NormBounds> bounds = new HashMap<>();
    scores.forEach(score -> bounds.put(score.name(), new NormBounds(score)));
    List<DataFile> files = new ArrayList<>();
    for (DataFile file : snapshot.files()) {
      if (FileSkipping.mayMatch(filter, file, bounds)) {
        files.add(file);
      }
    }
    return new ScanPlan(List.copyOf(files), snapshot.files().size() - files.size());
  }

  /**
   * The partitions of {@code snapshot} that satisfy {@code filter}.
   *
   * @param filter compares partition columns with literals; contains no {@link Filter.Matches}
   */
  public static Set<Map<String, Object>> partitions(Snapshot snapshot, Filter filter) {
    Set<Map<String, Object>> partitions = new HashSet<>();
    for (DataFile file : snapshot.files()) {
      if (FileSkipping.partitionMatches(filter, file)) {
        partitions.add(file.partitionValues());
      }
    }
    return partitions;
  }

  /** The plan for a table without files. */
  public static ScanPlan empty() {
    return new ScanPlan(List.of(), 0);
  }

  /** The files to read. */
  public List<DataFile> files() {
    return files;
  }

  /** The number of files that need not be read. */
  public int skippedFiles() {
    return skippedFiles;
  }

  /** The rows of the files to read. */
  public long rows() {
    return rows;
  }

  /** The bytes of the files to read. */
  public long bytes() {
    return bytes;
  }

  /**
   * Splits the files into tasks of about equal size: as many as there are {@code cores}, fewer if
   * the files are small, a multiple if they are large. Each task's segments are in the order of the
   * table.
   */
  public List<List<Segment>> tasks(int cores) {
    long waves = Math.max(1, bytes / (MAX_TASK_BYTES * cores));
    long count = Math.max(1, Math.min(cores * waves, bytes / MIN_TASK_BYTES));
    long target = Math.max(1, (bytes + count - 1) / count);
    List<List<Segment>> tasks = new ArrayList<>();
    List<Segment> task = new ArrayList<>();
    long taskBytes = 0;
    for (DataFile file : files) {
      Segment rest = Segment.of(file);
      long rowBytes = Math.max(1, file.bytes() / Math.max(1, file.rows()));
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
