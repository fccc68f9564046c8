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
import io.vectordb.table.file.Selection;
import io.vectordb.table.file.VectorBlock;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * One record batch with its scores. What is asked of a score is answered by codes where they can,
 * and by the vectors where they must.
 */
final class ScoredBatch implements AutoCloseable {
  private final BatchColumns columns;
  private final Map<String, ScoreColumn> scoreColumns = new HashMap<>();
  private final VectorKernels kernels;
  private final ScanCodes codes;
  private final RowScores.Pool memory;
  private final ScanMetrics metrics;
  private final Map<String, BatchScores> scores = new HashMap<>();
  private final Map<String, Optional<CodedScores>> coded = new HashMap<>();

  ScoredBatch(
      BatchColumns columns,
      List<ScoreColumn> scoreColumns,
      VectorKernels kernels,
      ScanCodes codes,
      RowScores.Pool memory,
      ScanMetrics metrics) {
    this.columns = columns;
    scoreColumns.forEach(score -> this.scoreColumns.put(score.name(), score));
    this.kernels = kernels;
    this.codes = codes;
    this.memory = memory;
    this.metrics = metrics;
  }

  /** The columns of the batch. */
  BatchColumns columns() {
    return columns;
  }

  boolean isScore(String name) {
    return scoreColumns.containsKey(name);
  }

  boolean readsScore(Filter filter) {
    return filter.columns().stream().anyMatch(this::isScore);
  }

  /** The rows of {@code in} whose score compares to a literal as wanted. */
  Selection compare(String name, Selection in, double literal, Wanted wanted) {
    Optional<CodedScores> known = codes(name);
    if (known.isEmpty()) {
      return scores(name, in).compare(in, literal, wanted);
    }
    Selection nulls = nullVectors(name, in);
    CodedScores.Decision decision =
        known.get().compare(nulls.isEmpty() ? in : in.minus(nulls), literal, wanted);
    Selection open = decision.undecided();
    return open.isEmpty()
        ? decision.found()
        : decision.found().plus(scores(name, open).compare(open, literal, wanted));
  }

  /** Tells which of {@code rows} have no score. */
  IntPredicate nulls(String name, Selection rows) {
    ScoreColumn score = scoreColumns.get(name);
    if (score.measure() == Measure.COSINE_SIMILARITY) {
      // A cosine is also NULL where a norm is 0.
      return scores(name, rows)::isNull;
    }
    return columns.nullVectors(vectorColumn(score));
  }

  /** The rows of {@code in} whose vectors, and so the score {@code name}, are NULL. */
  Selection nullVectors(String name, Selection in) {
    String column = vectorColumn(scoreColumns.get(name));
    return columns.block(column).hasNulls() ? in.where(columns.nullVectors(column)) : in.first(0);
  }

  /** What codes tell about a score, if there are any of use. */
  Optional<CodedScores> codes(String name) {
    return coded.computeIfAbsent(
        name,
        n -> {
          ScoreColumn score = scoreColumns.get(n);
          return codes.find(score, columns.place(vectorColumn(score)));
        });
  }

  /** The score {@code name}, computed for {@code rows}. */
  BatchScores scores(String name, Selection rows) {
    ScoreColumn score = scoreColumns.get(name);
    VectorBlock block = columns.block(vectorColumn(score));
    BatchScores known =
        scores.computeIfAbsent(
            name, n -> new BatchScores(kernels, score, block, memory.take(columns.rows())));
    Selection unknown = known.unknown(rows);
    if (!unknown.isEmpty()) {
      columns.vectors(score.vectorColumn(), unknown);
      columns.read(
          () -> {
            known.compute(unknown);
            return known;
          });
      metrics.addScored(unknown.size(), (long) unknown.size() * block.rowBytes());
    }
    return known;
  }

  /** The vector column of a score, whose vectors are as long as the score's query. */
  private String vectorColumn(ScoreColumn score) {
    String column = score.vectorColumn();
    int dimension = columns.block(column).dimension();
    score.measure().requireDimension("Column " + column, dimension, score.dimension());
    return column;
  }

  private int scored(String name) {
    return scores.containsKey(name) ? scores.get(name).scored() : 0;
  }

  @Override
  public void close() {
    coded.forEach((name, codes) -> codes.ifPresent(c -> c.close(scored(name))));
    scores.values().forEach(BatchScores::close);
    columns.close();
  }
}
