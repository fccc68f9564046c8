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
package io.vectordb.table.rewrite;

import io.vectordb.table.file.ArrowMemory;
import io.vectordb.table.file.BatchSize;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DataFileWriter;
import io.vectordb.table.scan.ScanBatch;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.scan.SegmentScan;
import io.vectordb.table.schema.PartitionField;
import io.vectordb.table.schema.PartitionTransform;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.store.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorAppender;

/** Copies the rows of data files, those that are not deleted, one record batch at a time. */
final class FileMerger implements AutoCloseable {
  private final TableStore store;
  private final DataFileWriter writer;
  private final ScanSpec everything;
  private final int maxRows;
  private final BufferAllocator allocator = ArrowMemory.allocator("vectordb compaction");
  private final VectorSchemaRoot rows;

  FileMerger(TableStore store, TableSchema schema, DataFileWriter writer) {
    this.store = store;
    this.writer = writer;
    this.maxRows = BatchSize.maxRows(schema);
    this.rows = VectorSchemaRoot.create(schema.inFiles(), allocator);
    this.everything = ScanSpec.of(schema).select(schema.names()).usingCodes(false);
    begin();
  }

  /** What is appended to must have its offsets already. */
  private void begin() {
    rows.allocateNew();
    rows.setRowCount(0);
  }

  /**
   * Appends the rows of {@code files}, which are of one partition: one file after the other, unless
   * the column of a bucket ascends in all of them. Then it does in the rows that are appended, too.
   */
  void addAll(List<DataFile> files) {
    Optional<String> sorted =
        bucketColumns(files.get(0)).filter(ScanPlan.of(files, everything)::ascends).findFirst();
    if (sorted.isPresent()) {
      merge(files, sorted.get());
    } else {
      files.forEach(this::add);
    }
  }

  private Stream<String> bucketColumns(DataFile file) {
    TableSchema schema = everything.schema();
    return file.partitionValues().keySet().stream()
        .map(name -> PartitionField.named(name, schema))
        .filter(field -> field.transform() instanceof PartitionTransform.Bucket)
        .flatMap(field -> schema.fieldInFiles(field.source()).stream())
        .map(Field::getName);
  }

  private void merge(List<DataFile> files, String column) {
    PriorityQueue<MergedFile> queue = new PriorityQueue<>();
    List<MergedFile> merged = new ArrayList<>();
    try {
      for (DataFile file : files) {
        MergedFile opened = new MergedFile(store, file, everything, column, merged.size());
        merged.add(opened);
        if (opened.hasNext()) {
          queue.add(opened);
        }
      }
      while (!queue.isEmpty()) {
        MergedFile first = queue.remove();
        ScanBatch batch = first.batch();
        int row = first.row();
        append(batch, row, first.take(maxRows - rows.getRowCount(), queue.peek()));
        flushIfFull();
        if (first.hasNext()) {
          queue.add(first);
        }
      }
    } finally {
      merged.forEach(MergedFile::close);
    }
  }

  private void add(DataFile file) {
    try (SegmentScan scan = new SegmentScan(store, List.of(Segment.of(file)), everything)) {
      while (scan.next()) {
        ScanBatch batch = scan.batch();
        int[] selected = batch.rows();
        int from = 0;
        while (from < selected.length) {
          int run = run(selected, from, maxRows - rows.getRowCount());
          append(batch, selected[from], run);
          from += run;
          flushIfFull();
        }
      }
    }
  }

  /** How many rows follow each other without a gap from {@code from} on, at most {@code limit}. */
  private static int run(int[] selected, int from, int limit) {
    int to = from + 1;
    while (to < selected.length && to - from < limit && selected[to] == selected[to - 1] + 1) {
      to++;
    }
    return to - from;
  }

  private void append(ScanBatch batch, int first, int count) {
    List<String> names = everything.columns();
    for (int i = 0; i < names.size(); i++) {
      FieldVector target = rows.getVector(i);
      FieldVector source = batch.column(names.get(i));
      if (isOfUnknownDimension(source, target)) {
        // All its vectors are NULL.
        target.setValueCount(rows.getRowCount() + count);
      } else {
        TransferPair part = source.getTransferPair(source.getAllocator());
        part.splitAndTransfer(first, count);
        try (FieldVector values = (FieldVector) part.getTo()) {
          values.accept(new VectorAppender(target), null);
        }
      }
    }
    rows.setRowCount(rows.getRowCount() + count);
  }

  private static boolean isOfUnknownDimension(FieldVector source, FieldVector target) {
    return source instanceof FixedSizeListVector from
        && target instanceof FixedSizeListVector to
        && from.getListSize() == VectorColumn.UNDETERMINED
        && to.getListSize() != VectorColumn.UNDETERMINED;
  }

  private void flushIfFull() {
    if (rows.getRowCount() >= maxRows || BatchSize.isLarge(allocator.getAllocatedMemory())) {
      flush();
    }
  }

  /** Writes the rows that have not been written yet. */
  void flush() {
    writer.write(rows);
    rows.clear();
    begin();
  }

  @Override
  public void close() {
    rows.close();
    allocator.close();
  }
}
