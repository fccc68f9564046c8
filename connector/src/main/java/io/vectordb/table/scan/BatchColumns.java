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

import io.vectordb.table.file.FileKind;
import io.vectordb.table.file.FileView;
import io.vectordb.table.file.MappedArrowFile;
import io.vectordb.table.file.RowChecksums;
import io.vectordb.table.file.Selection;
import io.vectordb.table.file.VectorBlock;
import io.vectordb.table.file.VerifiedRows;
import io.vectordb.table.schema.ScalarReader;
import io.vectordb.table.schema.VectorColumn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * The columns of one record batch, each loaded when it is first asked for, and verified when it is
 * first read.
 */
final class BatchColumns implements AutoCloseable {
  private final FileView view;
  private final MappedArrowFile file;
  private final Segment segment;
  private final int batch;
  private final BufferAllocator allocator;
  private final ScanCodes codes;
  private final Map<String, FieldVector> vectors = new HashMap<>();
  private final Map<String, VectorBlock> blocks = new HashMap<>();

  BatchColumns(
      FileView view, Segment segment, int batch, BufferAllocator allocator, ScanCodes codes) {
    this.view = view;
    this.file = view.file();
    this.segment = segment;
    this.codes = codes;
    this.batch = batch;
    this.allocator = allocator;
  }

  int rows() {
    return file.rows(batch);
  }

  Optional<VectorColumn> vectorColumn(String name) {
    return view.vectorColumn(name);
  }

  /** The column as an Arrow vector, valid until this is closed. */
  FieldVector vector(String name) {
    return vector(name, null);
  }

  /**
   * The column as an Arrow vector, valid until this is closed, of which only {@code wanted} will be
   * read from now on; null for all rows.
   */
  FieldVector vector(String name, Selection wanted) {
    return vectors.computeIfAbsent(name, n -> view.load(batch, n, wanted, allocator));
  }

  /** What {@code read}, which reads what {@link #vectors} has returned, returns. */
  <T> T read(Supplier<T> read) {
    return file.read(read);
  }

  /** The vectors of a vector column, verified; to be read within {@link #read}. */
  VectorBlock vectors(String name, Selection rows) {
    VectorBlock block = block(name);
    if (view.has(name) && !rows.isEmpty()) {
      read(view.fileName(name), block, rows);
    }
    return block;
  }

  ScalarReader scalar(String name) {
    return ScalarReader.of(vector(name));
  }

  /** Tells which rows of a column are NULL. */
  IntPredicate nulls(String name) {
    FieldVector vector = vector(name);
    return vector.getNullCount() == 0 ? row -> false : vector::isNull;
  }

  /** Tells which vectors are NULL, without reading any, if codes know. */
  IntPredicate nullVectors(String name) {
    VectorBlock block = block(name);
    if (!block.hasNulls()) {
      return row -> false;
    }
    if (!view.has(name)) {
      return row -> true;
    }
    String column = view.fileName(name);
    if (!file.isVerified(batch, column)) {
      Optional<RowChecksums> checksums = codes.checksums(segment, column, batch);
      if (checksums.isPresent()) {
        return checksums.get()::isNull;
      }
      file.verify(batch, column);
    }
    return block::isNull;
  }

  private void read(String column, VectorBlock block, Selection rows) {
    if (rows.isSparse(rows())) {
      file.fetch(batch, column, block.rowBytes(), rows);
    }
    verify(column, block, rows);
  }

  /**
   * Verifies vectors before they are read for the first time: all of the batch at once, or, if few
   * are wanted and the rest need not come from the disk, these few.
   */
  private void verify(String column, VectorBlock block, Selection rows) {
    if (file.isVerified(batch, column)) {
      return;
    }
    Optional<RowChecksums> checksums =
        rows.isSparse(rows()) ? codes.checksums(segment, column, batch) : Optional.empty();
    if (checksums.isEmpty()) {
      file.verify(batch, column);
      return;
    }
    VerifiedRows verified = file.verifiedRows(batch, column);
    Selection missing = verified.missing(rows);
    int damaged = file.read(() -> checksums.get().firstDamaged(block, missing));
    if (damaged >= 0) {
      throw FileKind.DATA.damaged(
          file.name(),
          "the checksum of " + column + " in row " + (file.firstRow(batch) + damaged) + " is wrong",
          null);
    }
    verified.add(missing);
  }

  /** The vectors of a vector column, not verified, for their shape. */
  VectorBlock block(String column) {
    return blocks.computeIfAbsent(
        column,
        name ->
            view.has(name)
                ? file.unverifiedVectors(batch, view.fileName(name))
                : VectorBlock.ofNulls(rows()));
  }

  /** Where the vectors of a vector column lie. */
  VectorPlace place(String column) {
    return new VectorPlace(segment, view.fileName(column), batch, rows(), block(column).rowBytes());
  }

  @Override
  public void close() {
    vectors.values().forEach(FieldVector::close);
  }
}
