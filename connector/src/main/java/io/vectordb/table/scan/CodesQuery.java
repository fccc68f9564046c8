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

import io.vectordb.codes.CodeBlock;
import io.vectordb.codes.EncodedQuery;
import io.vectordb.codes.Encoder;
import io.vectordb.codes.Estimator;
import io.vectordb.codes.ScoreBounds;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.MappedCodes;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.NormBounds;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.Optional;
import java.util.function.Supplier;

/** The query of one score against the codes of one file. */
final class CodesQuery {
  private final CodeFile stored;
  private final MappedCodes codes;
  private final NormBounds norms;
  private final EncodedQuery query;
  private final Estimator estimator;
  private final Payoff payoff = new Payoff();

  private CodesQuery(CodeFile stored, MappedCodes codes, EncodedQuery query, ScoreColumn score) {
    this.stored = stored;
    this.codes = codes;
    this.norms = new NormBounds(score);
    this.query = query;
    this.estimator =
        new Estimator(
            query,
            new ScoreBounds(
                kind(score.measure()).orElseThrow(), query, score.precision() == Precision.FLOAT));
  }

  /**
   * Opens codes; empty if they say nothing about this score.
   *
   * @param before the codes of another file for the same score; null for none
   * @throws VectorDbException if they are missing or damaged
   */
  static Optional<CodesQuery> open(
      MappedCodes codes, CodeFile stored, ScoreColumn score, CodesQuery before) {
    Encoder encoder = codes.encoder();
    if (kind(score.measure()).isEmpty() || encoder.dimension() != score.dimension()) {
      return Optional.empty();
    }
    EncodedQuery known = before == null ? null : before.query;
    return Optional.ofNullable(EncodedQuery.of(encoder, score.query(), known))
        .map(query -> new CodesQuery(stored, codes, query, score));
  }

  private static Optional<ScoreBounds.Kind> kind(Measure measure) {
    return switch (measure) {
      case DOT_PRODUCT -> Optional.of(ScoreBounds.Kind.DOT_PRODUCT);
      case COSINE_SIMILARITY -> Optional.of(ScoreBounds.Kind.COSINE);
      case EUCLIDEAN_DISTANCE -> Optional.of(ScoreBounds.Kind.EUCLIDEAN_DISTANCE);
      case L1_NORM, L2_NORM, MAX_NORM -> Optional.empty();
    };
  }

  boolean isOf(CodeFile file) {
    return stored.equals(file);
  }

  boolean covers(int batch, int rows) {
    return batch < codes.batchCount() && rows <= codes.places(batch);
  }

  /** See {@link MappedCodes#read}. */
  <T> T read(Supplier<T> reader) {
    return codes.read(reader);
  }

  CodeBlock block(int batch) {
    return codes.block(batch);
  }

  Estimator estimator() {
    return estimator;
  }

  Payoff payoff() {
    return payoff;
  }

  /** Where all scores of the batch lie, by norms; empty if that is unknown. */
  Optional<NormBounds.Range> range(int batch) {
    return norms.range(codes.minNorm(batch), codes.maxNorm(batch));
  }
}
