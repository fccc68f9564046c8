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
import io.vectordb.codes.Estimator;
import io.vectordb.codes.RowList;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.Selection;
import io.vectordb.table.filter.NormBounds;
import io.vectordb.table.scan.ScanSpec.Direction;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One score in one batch, as far as codes tell. */
final class CodedScores {
  private final CodeBlock block;
  private final CodesQuery file;
  private final int batch;
  private final long rowBytes;
  private final ScanMetrics metrics;
  private final Consumer<VectorDbException> giveUp;

  /** Rows whose codes were looked at. */
  private long coded;

  private long codeBytes;
  private long visits;

  /** Rows that were scored without a look at their codes. */
  private long uncoded;

  /**
   * @param giveUp is told if the codes turn out to be unreadable
   */
  CodedScores(
      CodesQuery file, VectorPlace place, ScanMetrics metrics, Consumer<VectorDbException> giveUp) {
    this.file = file;
    this.batch = place.batch();
    this.block = file.block(batch);
    this.rowBytes = place.rowBytes();
    this.metrics = metrics;
    this.giveUp = giveUp;
  }

  /**
   * What codes tell of a comparison.
   *
   * @param found the rows that certainly compare as wanted
   * @param undecided the rows whose scores have to be computed
   */
  record Decision(Selection found, Selection undecided) {
    Decision plus(Decision other) {
      return new Decision(found.plus(other.found), undecided.plus(other.undecided));
    }
  }

  /** Compares the scores of the rows {@code in}, whose vectors are not NULL, with a literal. */
  Decision compare(Selection in, double literal, Wanted wanted) {
    if (isSkipped(literal, wanted)) {
      metrics.addSkipped(in.size());
      return new Decision(in.first(0), in.first(0));
    }
    Payoff payoff = file.payoff();
    int tried = payoff.rowsToTry(in.size());
    if (tried == 0) {
      return withoutCodes(in);
    }
    Decision first = decide(in.first(tried), literal, wanted);
    if (tried == in.size()) {
      return first;
    }
    Selection rest = in.from(tried);
    return first.plus(payoff.pays() ? decide(rest, literal, wanted) : withoutCodes(rest));
  }

  private Decision withoutCodes(Selection in) {
    uncoded += in.size();
    return new Decision(in.first(0), in);
  }

  private void learn(int count, Estimator estimator, int undecided) {
    coded += count;
    codeBytes += estimator.codeBytes();
    visits += estimator.visits();
    file.payoff().learn(count, estimator.codeBytes(), estimator.visits(), undecided, rowBytes);
  }

  /**
   * Ends the work on the batch.
   *
   * @param scored how many rows got their score, which rows that codes have accepted may need too
   */
  void close(long scored) {
    file.payoff().learn(coded, codeBytes, visits, Math.max(0, scored - uncoded), rowBytes);
  }

  /** Whether the norms of the batch's vectors leave no score that compares as wanted. */
  private boolean isSkipped(double literal, Wanted wanted) {
    Optional<NormBounds.Range> range = file.range(batch);
    return range.isPresent()
        && ((range.get().low() > literal && !wanted.greater())
            || (range.get().high() < literal && !wanted.less()));
  }

  private Decision decide(Selection in, double literal, Wanted wanted) {
    Estimator estimator = file.estimator();
    int[] rows = in.rows();
    if (!isReadable(
        () ->
            estimator.compare(block, rows, in.size(), literal, wanted.greater(), wanted.less()))) {
      return withoutCodes(in);
    }
    int undecided = estimator.undecided().size();
    learn(in.size(), estimator, undecided);
    metrics.addCoded(in.size() - undecided, undecided, estimator.codeBytes());
    Selection found = in.first(0);
    if (wanted.less()) {
      found = found.plus(selection(estimator.smaller()));
    }
    if (wanted.greater()) {
      found = found.plus(selection(estimator.larger()));
    }
    return new Decision(found, selection(estimator.undecided()));
  }

  private boolean isReadable(BooleanSupplier estimation) {
    try {
      return file.read(estimation::getAsBoolean);
    } catch (VectorDbException e) {
      giveUp.accept(e);
      return false;
    }
  }

  private static Selection selection(RowList list) {
    int[] rows = list.toArray();
    return new Selection(rows, rows.length);
  }

  /** Receives rows and what is known of their scores. */
  interface Candidates {
    void offer(int row, double low, double high);

    /** Ends a series of offers; returns how many of their rows cannot be ruled out yet. */
    int settle();
  }

  /**
   * Finds the rows of {@code in} that may be among the best.
   *
   * @param in rows whose vectors are not NULL
   * @param limit a score that the best rows have at least, or at most; not-a-number for none
   * @param k how many of the best are wanted: so many have to be scored, whatever codes say
   * @return the rows about which codes are no help; they were not offered
   */
  Selection select(Selection in, Direction direction, double limit, int k, Candidates candidates) {
    boolean isLarge = direction == Direction.DESCENDING;
    if (isSkipped(limit, new Wanted(!isLarge, true, isLarge))) {
      metrics.addSkipped(in.size());
      return in.first(0);
    }
    Payoff payoff = file.payoff();
    int tried = payoff.rowsToTry(in.size());
    int done = tried > 0 && estimate(in.first(tried), isLarge, limit, k, candidates) ? tried : 0;
    boolean goesOn = done > 0 && done < in.size() && payoff.pays();
    if (goesOn && estimate(in.from(done), isLarge, limit, k, candidates)) {
      done = in.size();
    }
    uncoded += in.size() - done;
    return in.from(done);
  }

  private boolean estimate(
      Selection in, boolean isLarge, double limit, int k, Candidates candidates) {
    Estimator estimator = file.estimator();
    boolean isReadable =
        isReadable(
            () -> {
              estimator.select(block, in.rows(), in.size(), isLarge, limit);
              return true;
            });
    if (!isReadable) {
      return false;
    }
    RowList open = estimator.undecided();
    for (int i = 0; i < open.size(); i++) {
      int row = open.row(i);
      candidates.offer(row, estimator.low(row), estimator.high(row));
    }
    int kept = candidates.settle();
    metrics.addCoded(in.size() - kept, 0, estimator.codeBytes());
    learn(in.size(), estimator, Math.max(0, kept - k));
    return true;
  }
}
