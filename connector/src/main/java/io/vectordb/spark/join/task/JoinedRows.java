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
package io.vectordb.spark.join.task;

import io.vectordb.spark.plan.Scala;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.immutable.Seq;

/** Makes the rows that a join outputs. Each is valid until the next one. */
final class JoinedRows {
  private final boolean isFloat;
  private final GenericInternalRow score;
  private final JoinedRow sides = new JoinedRow();
  private final JoinedRow pair = new JoinedRow();
  private final InternalRow noPartner;
  private final UnsafeProjection output;
  private final BasePredicate condition;

  /**
   * @param left columns of left rows
   * @param right columns of right rows
   * @param scoreColumn what {@code condition} and {@code output} call the score; null if they do
   *     not
   * @param condition of pairs; null if there is none
   * @param partition of the join, for the condition
   */
  JoinedRows(
      Precision precision,
      Seq<Attribute> left,
      Seq<Attribute> right,
      Attribute scoreColumn,
      Expression condition,
      Seq<Attribute> output,
      int partition) {
    this.isFloat = precision == Precision.FLOAT;
    this.score = new GenericInternalRow(scoreColumn == null ? 0 : 1);
    this.noPartner = new GenericInternalRow(right.size());
    List<Attribute> columns = new ArrayList<>(Scala.list(left));
    Scala.list(right).forEach(column -> columns.add(column.withNullability(true)));
    Optional.ofNullable(scoreColumn).ifPresent(columns::add);
    this.output = UnsafeProjection.create(Scala.expressions(output), Scala.seq(columns));
    this.condition = condition == null ? null : Predicate.create(condition, Scala.seq(columns));
    if (condition != null) {
      this.condition.initialize(partition);
    }
  }

  static JoinedRows of(VectorJoinSpec spec, int partition) {
    return new JoinedRows(
        spec.score().precision(),
        spec.leftPayload(),
        spec.rightPayload(),
        spec.scoreColumn(),
        spec.condition(),
        spec.output(),
        partition);
  }

  /** Whether the pair satisfies the join's condition besides that on the score. */
  boolean satisfies(UnsafeRow left, UnsafeRow right, double value) {
    return condition == null || condition.eval(pair(left, right, value));
  }

  InternalRow matched(UnsafeRow left, UnsafeRow right, double value) {
    return output.apply(pair(left, right, value));
  }

  /** A left row alone, with NULL for the other columns. */
  InternalRow unmatched(UnsafeRow left) {
    if (score.numFields() > 0) {
      score.setNullAt(0);
    }
    return output.apply(pair.apply(sides.apply(left, noPartner), score));
  }

  private InternalRow pair(UnsafeRow left, UnsafeRow right, double value) {
    if (score.numFields() > 0) {
      score.update(0, isFloat ? (Object) (float) value : (Object) value);
    }
    return pair.apply(sides.apply(left, right), score);
  }
}
