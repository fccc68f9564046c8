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

import io.vectordb.kernels.VectorKernels;
import io.vectordb.table.file.ArrowMemory;
import io.vectordb.table.file.FileView;
import io.vectordb.table.file.MappedArrowFile;
import io.vectordb.table.file.MappedFiles;
import io.vectordb.table.file.Selection;
import io.vectordb.table.scan.ScanSpec.TopN;
import io.vectordb.table.store.TableStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Scans segments of data files on one thread. This is the scan of every interface: Spark's tasks
 * run it, and {@link Search} does.
 *
 * <p>Rows come in the order of the segments. A top-n looks at all scores first and then reads the
 * other columns of the best rows only.
 */
public final class SegmentScan implements AutoCloseable {
  /** Bits of a row's number in its segment; the bits above are the number of the segment. */
  private static final int ROW_BITS = 40;

  private final TableStore store;
  private final List<Segment> segments;
  private final ScanSpec spec;

  /** By segment, once it is needed. */
  private final FileView[] files;

  private final VectorKernels kernels = VectorKernels.instance();
  private final ScanMetrics metrics = new ScanMetrics();
  private final BufferAllocator allocator = ArrowMemory.allocator("vectordb scan");

  /** What is left to visit, in order; the next one is last. */
  private final List<Visit> visits = new ArrayList<>();

  private final RowScores.Pool memory = new RowScores.Pool();
  private final ScanCodes codes;
  private ScoreLimit limit;
  private Runnable beforeBatch = () -> {};
  private boolean filtered;
  private long remaining;
  private ScoredBatch batch;
  private ScanBatch current;

  /** Rows of one batch to look at: the best ones, or, where {@code best} is null, a range. */
  private record Visit(int segment, int batch, int from, int to, int[] best) {}

  public SegmentScan(TableStore store, List<Segment> segments, ScanSpec spec) {
    this.store = store;
    this.segments = List.copyOf(segments);
    this.spec = spec;
    this.remaining = spec.limit();
    this.files = new FileView[segments.size()];
    this.codes = new ScanCodes(store, metrics, spec.usesCodes());
  }

  /** Shares what is known of the best rows with other scans of the same search. */
  public SegmentScan sharing(ScoreLimit shared) {
    limit = shared;
    return this;
  }

  /** Calls {@code check} before every batch; it may throw to end the scan. */
  public SegmentScan checking(Runnable check) {
    beforeBatch = check;
    return this;
  }

  /** Moves to the next rows; false if there are none. */
  public boolean next() {
    long start = System.nanoTime();
    try {
      if (batch == null) {
        spec.topN().ifPresentOrElse(this::planBest, this::planAll);
      }
      return advance();
    } finally {
      metrics.addNanos(System.nanoTime() - start);
    }
  }

  /** The rows at which {@link #next()} arrived. */
  public ScanBatch batch() {
    return current;
  }

  /** What the scan has done so far. */
  public ScanMetrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    if (batch != null) {
      batch.close();
    }
    allocator.close();
  }

  private boolean advance() {
    while (!visits.isEmpty() && remaining > 0) {
      Visit visit = visits.remove(visits.size() - 1);
      open(visit);
      Selection rows = filtered ? rows(visit) : passing(visit);
      rows = rows.first((int) Math.min(remaining, Integer.MAX_VALUE));
      if (!rows.isEmpty()) {
        remaining -= rows.size();
        metrics.addReturned(rows.size());
        String path = segments.get(visit.segment).file().path();
        current = new ScanBatch(batch, rows, path, file(visit).firstRow(visit.batch));
        return true;
      }
    }
    return false;
  }

  private Selection passing(Visit visit) {
    Selection rows = rows(visit);
    metrics.addScanned(rows.size());
    return new FilterEvaluator(batch).whereTrue(spec.filter(), rows);
  }

  private Selection rows(Visit visit) {
    return visit.best == null
        ? segments.get(visit.segment).live(store, file(visit), visit.batch, visit.from, visit.to)
        : new Selection(visit.best, visit.best.length);
  }

  private void open(Visit visit) {
    beforeBatch.run();
    ScoredBatch before = batch;
    Segment segment = segments.get(visit.segment);
    BatchColumns columns =
        new BatchColumns(view(visit.segment), segment, visit.batch, allocator, codes);
    batch = new ScoredBatch(columns, spec.scores(), kernels, codes, memory, metrics);
    if (before != null) {
      before.close();
    }
  }

  private MappedArrowFile file(Visit visit) {
    return file(visit.segment);
  }

  private MappedArrowFile file(int segment) {
    return view(segment).file();
  }

  private FileView view(int segment) {
    if (files[segment] == null) {
      MappedArrowFile file = MappedFiles.open(store, segments.get(segment).file());
      files[segment] = new FileView(file, spec.schema());
    }
    return files[segment];
  }

  private void planAll() {
    for (int s = segments.size() - 1; s >= 0; s--) {
      MappedArrowFile file = file(s);
      long first = segments.get(s).firstRow();
      long end = first + segments.get(s).rows();
      for (int b = file.batchCount() - 1; b >= 0; b--) {
        long from = Math.max(first - file.firstRow(b), 0);
        long to = Math.min(end - file.firstRow(b), file.rows(b));
        if (from < to) {
          visits.add(new Visit(s, b, (int) from, (int) to, null));
        }
      }
    }
  }

  /** Finds the best rows and plans to visit them only. */
  private void planBest(TopN topN) {
    TopSearch search =
        new TopSearch(topN, limit == null ? new ScoreLimit(topN.direction()) : limit);
    planAll();
    while (!visits.isEmpty()) {
      Visit visit = visits.remove(visits.size() - 1);
      open(visit);
      Selection rows = passing(visit);
      if (!rows.isEmpty()) {
        search.visit(batch, rows, firstRow(visit));
      }
    }
    planRows(search.undecided());
    metrics.addCoded(search.ruledOutLater(), 0, 0);
    while (!visits.isEmpty()) {
      Visit visit = visits.remove(visits.size() - 1);
      open(visit);
      Selection rows = rows(visit);
      metrics.addRechecked(rows.size());
      search.recheck(batch, rows, firstRow(visit));
    }
    planRows(search.best());
    filtered = true;
  }

  /** Plans to visit certain rows, which ascend. */
  private void planRows(long[] rows) {
    for (int end = rows.length; end > 0; ) {
      int segment = (int) (rows[end - 1] >>> ROW_BITS);
      MappedArrowFile file = file(segment);
      int batch = batchOf(file, rowInFile(rows[end - 1]));
      long firstOfBatch = (long) segment << ROW_BITS | file.firstRow(batch);
      int start = end;
      while (start > 0 && rows[start - 1] >= firstOfBatch) {
        start--;
      }
      int[] selected =
          Arrays.stream(rows, start, end).mapToInt(row -> (int) (row - firstOfBatch)).toArray();
      visits.add(new Visit(segment, batch, 0, 0, selected));
      end = start;
    }
  }

  /** The number of the first row of a visit's batch, with that of its segment. */
  private long firstRow(Visit visit) {
    return (long) visit.segment << ROW_BITS | file(visit).firstRow(visit.batch);
  }

  private static long rowInFile(long row) {
    return row & ((1L << ROW_BITS) - 1);
  }

  private static int batchOf(MappedArrowFile file, long row) {
    int low = 0;
    int high = file.batchCount() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (file.firstRow(middle) > row) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low;
  }
}
