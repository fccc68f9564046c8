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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.kernels.VectorKernels;
import io.vectordb.table.file.FileKind;
import io.vectordb.table.file.FileView;
import io.vectordb.table.file.MappedArrowFile;
import io.vectordb.table.file.RowChecksums;
import io.vectordb.table.file.Selection;
import io.vectordb.table.file.VectorBlock;
import io.vectordb.table.file.VerifiedRows;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.ScalarReader;
import io.vectordb.table.schema.VectorColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * The columns and scores of one record batch, each loaded or computed when it is first asked for.
 */
final class BatchColumns implements AutoCloseable {
  private final FileView view;
  private final MappedArrowFile file;
  private final Segment segment;
  private final int batch;
  private final BufferAllocator allocator;
  private final Map<String, ScoreColumn> scoreColumns;
  private final VectorKernels kernels;
  private final ScanCodes codes;
  private final RowScores.Pool memory;
  private final ScanMetrics metrics;
  private final Map<String, FieldVector> vectors = new HashMap<>();
  private final Map<String, VectorBlock> blocks = new HashMap<>();
  private final Map<String, BatchScores> scores = new HashMap<>();
  private final Map<String, Optional<CodedScores>> coded = new HashMap<>();

  BatchColumns(
      FileView view,
      Segment segment,
      int batch,
      BufferAllocator allocator,
      List<ScoreColumn> scoreColumns,
      VectorKernels kernels,
      ScanCodes codes,
      RowScores.Pool memory,
      ScanMetrics metrics) {
    this.view = view;
    this.file = view.file();
    this.segment = segment;
    this.codes = codes;
    this.memory = memory;
    this.batch = batch;
    this.allocator = allocator;
    this.scoreColumns = new HashMap<>();
    scoreColumns.forEach(score -> this.scoreColumns.put(score.name(), score));
    this.kernels = kernels;
    this.metrics = metrics;
  }

  int rows() {
    return file.rows(batch);
  }

  Optional<VectorColumn> vectorColumn(String name) {
    return view.vectorColumn(name);
  }

  boolean isScore(String name) {
    return scoreColumns.containsKey(name);
  }

  boolean readsScore(Filter filter) {
    return filter.columns().stream().anyMatch(this::isScore);
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

  /** Tells which rows of a column or score are NULL; of a score, among {@code rows}. */
  IntPredicate nulls(String name, Selection rows) {
    ScoreColumn score = scoreColumns.get(name);
    if (score == null) {
      FieldVector vector = vector(name);
      return vector.getNullCount() == 0 ? row -> false : vector::isNull;
    }
    if (score.measure() == Measure.COSINE_SIMILARITY) {
      // A cosine is also NULL where a norm is 0.
      return scores(name, rows)::isNull;
    }
    return nullTest(score);
  }

  /** Without reading vectors, if codes know which of them are NULL. */
  private IntPredicate nullTest(ScoreColumn score) {
    VectorBlock block = block(score);
    if (!block.hasNulls()) {
      return row -> false;
    }
    if (!view.has(score.vectorColumn())) {
      return row -> true;
    }
    String column = view.fileName(score.vectorColumn());
    if (!file.isVerified(batch, column)) {
      Optional<RowChecksums> checksums = codes.checksums(segment, column, batch);
      if (checksums.isPresent()) {
        return checksums.get()::isNull;
      }
      file.verify(batch, column);
    }
    return block::isNull;
  }

  /** The rows of {@code in} whose score compares to a literal as wanted, by codes if possible. */
  Selection compare(String name, Selection in, double literal, CodedScores.Wanted wanted) {
    UnaryOperator<Selection> byScore =
        rows ->
            scores(name, rows)
                .compare(rows, literal, wanted.less(), wanted.equal(), wanted.greater());
    return codes(name)
        .map(coded -> coded.compare(withoutNulls(name, in), literal, wanted, byScore))
        .orElseGet(() -> byScore.apply(in));
  }

  private Selection withoutNulls(String name, Selection in) {
    Selection nulls = nullVectors(name, in);
    return nulls.isEmpty() ? in : in.minus(nulls);
  }

  /** What codes tell about a score, if there are any of use. */
  Optional<CodedScores> codes(String name) {
    return coded.computeIfAbsent(
        name,
        n -> {
          ScoreColumn score = scoreColumns.get(n);
          return codes.find(
              score,
              view.fileName(score.vectorColumn()),
              segment,
              batch,
              rows(),
              block(score).rowBytes());
        });
  }

  /** The rows of {@code in} whose vectors, and so the score {@code name}, are NULL. */
  Selection nullVectors(String name, Selection in) {
    ScoreColumn score = scoreColumns.get(name);
    return block(score).hasNulls() ? in.where(nullTest(score)) : in.first(0);
  }

  /** The score {@code name}, computed for {@code rows}. */
  BatchScores scores(String name, Selection rows) {
    ScoreColumn score = scoreColumns.get(name);
    VectorBlock block = block(score);
    BatchScores known =
        scores.computeIfAbsent(
            name, n -> new BatchScores(kernels, score, block, memory.take(rows())));
    Selection unknown = known.unknown(rows);
    if (!unknown.isEmpty()) {
      vectors(score.vectorColumn(), unknown);
      file.read(
          () -> {
            known.compute(unknown);
            return known;
          });
      metrics.addScored(unknown.size(), (long) unknown.size() * block.rowBytes());
    }
    return known;
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

  private VectorBlock block(ScoreColumn score) {
    VectorBlock block = block(score.vectorColumn());
    requireDimension(score, block);
    return block;
  }

  private VectorBlock block(String column) {
    return blocks.computeIfAbsent(
        column,
        name ->
            view.has(name)
                ? file.unverifiedVectors(batch, view.fileName(name))
                : VectorBlock.ofNulls(rows()));
  }

  private void requireDimension(ScoreColumn score, VectorBlock block) {
    boolean allNull = block.dimension() == VectorColumn.UNDETERMINED;
    if (score.measure().needsQuery() && !allNull && score.dimension() != block.dimension()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
          "Column "
              + score.vectorColumn()
              + " holds vectors of dimension "
              + block.dimension()
              + " but the query vector has dimension "
              + score.dimension()
              + "; pass a query vector of dimension "
              + block.dimension());
    }
  }

  private int scored(String name) {
    return scores.containsKey(name) ? scores.get(name).scored() : 0;
  }

  @Override
  public void close() {
    coded.forEach((name, codes) -> codes.ifPresent(c -> c.close(scored(name))));
    vectors.values().forEach(FieldVector::close);
    scores.values().forEach(BatchScores::close);
  }
}
