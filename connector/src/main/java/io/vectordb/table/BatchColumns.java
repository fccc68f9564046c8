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

import io.vectordb.kernels.VectorKernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns and scores of one record batch, each loaded or computed when it is first asked for.
 */
final class BatchColumns implements AutoCloseable {
  private final MappedDataFile file;
  private final int batch;
  private final BufferAllocator allocator;
  private final Map<String, ScoreColumn> scoreColumns;
  private final VectorKernels kernels;
  private final ScanMetrics metrics;
  private final Map<String, FieldVector> vectors = new HashMap<>();
  private final Map<String, VectorBlock> blocks = new HashMap<>();
  private final Map<String, BatchScores> scores = new HashMap<>();

  BatchColumns(
      MappedDataFile file,
      int batch,
      BufferAllocator allocator,
      List<ScoreColumn> scoreColumns,
      VectorKernels kernels,
      ScanMetrics metrics) {
    this.file = file;
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

  boolean isScore(String name) {
    return scoreColumns.containsKey(name);
  }

  boolean readsScore(Filter filter) {
    return filter.columns().stream().anyMatch(this::isScore);
  }

  /** The column as an Arrow vector over the mapped file, valid until this is closed. */
  FieldVector vector(String name) {
    return vectors.computeIfAbsent(name, n -> buffers(n).load(allocator));
  }

  ScalarReader scalar(String name) {
    return ScalarReader.of(vector(name));
  }

  /** Tells which rows of a column or score are NULL; a score is computed for {@code rows}. */
  FilterEvaluator.RowTest nulls(String name, Selection rows) {
    if (isScore(name)) {
      return scores(name, rows)::isNull;
    }
    FieldVector vector = vector(name);
    return vector.getNullCount() == 0 ? row -> false : vector::isNull;
  }

  /** The score {@code name}, computed for {@code rows}. */
  BatchScores scores(String name, Selection rows) {
    BatchScores known = scores.get(name);
    if (known == null) {
      ScoreColumn score = scoreColumns.get(name);
      VectorBlock block = blocks.computeIfAbsent(score.vectorColumn(), n -> buffers(n).vectors());
      requireDimension(score, block);
      known = new BatchScores(kernels, score, block, rows());
      scores.put(name, known);
    }
    int scored = known.ensure(rows);
    metrics.addScored(
        scored, (long) scored * blocks.get(scoreColumns.get(name).vectorColumn()).rowBytes());
    return known;
  }

  private void requireDimension(ScoreColumn score, VectorBlock block) {
    boolean allNull = block.dimension() == VectorColumn.UNDETERMINED;
    if (score.measure().needsQuery() && !allNull && score.dimension() != block.dimension()) {
      throw new VectorDbException(
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

  private ColumnBuffers buffers(String name) {
    Schema schema = file.schema();
    for (int i = 0; i < schema.getFields().size(); i++) {
      if (schema.getFields().get(i).getName().equals(name)) {
        return file.column(batch, i);
      }
    }
    throw new VectorDbException(
        "Data file " + file.name() + " has no column " + name + "; its columns are " + schema);
  }

  @Override
  public void close() {
    vectors.values().forEach(FieldVector::close);
  }
}
