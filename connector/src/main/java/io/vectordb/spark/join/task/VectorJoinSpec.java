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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.spark.plan.Scala;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.Seq;

/**
 * What a task needs to know of a join.
 *
 * @param keys that have to be equal in a pair
 * @param leftColumns of the rows of the left side
 * @param rightColumns of the rows of the right side
 * @param scoreColumn what {@code output} and {@code condition} call the score; null if they do not
 * @param condition that pairs have to satisfy besides; null if there is none
 * @param output columns of the sides and the score
 * @param isSelfJoin whether both sides have the same rows and columns
 * @param taskBytes what a task holds of the left side, with what it has found, at most
 */
public record VectorJoinSpec(
    JoinKind kind,
    PairScore score,
    Selection selection,
    JoinKeys keys,
    Seq<Attribute> leftColumns,
    Seq<Attribute> rightColumns,
    Attribute scoreColumn,
    Expression condition,
    Seq<Attribute> output,
    boolean isSelfJoin,
    long taskBytes)
    implements Serializable {
  private static final long OBJECT_BYTES = 64;
  private static final long COLUMN_BYTES = 24;

  /** Lists grow as they fill: of a larger k, few rows have so many partners. */
  private static final long MOST_PARTNERS = 1024;

  /** The columns of the left side that are needed once the vectors are read. */
  Seq<Attribute> leftPayload() {
    return needed(leftColumns, rightColumns);
  }

  /** The columns of the right side that are needed once the vectors are read. */
  Seq<Attribute> rightPayload() {
    return needed(rightColumns, leftColumns);
  }

  /**
   * What is set aside for the partners of a left row until they are output: their objects and
   * columns. Of columns that are no vectors the size is a guess.
   *
   * @param dim of the vectors
   */
  long partnerBytes(int dim) {
    if (!(selection instanceof Selection.Nearest nearest)) {
      return 0;
    }
    long bytes = OBJECT_BYTES;
    for (Attribute column : Scala.list(rightPayload())) {
      VectorDataType vectors = VectorDataType.of(column.dataType());
      bytes +=
          COLUMN_BYTES
              + (vectors == null
                  ? 0
                  : (long) dim * (vectors.holdsFloats() ? Float.BYTES : Double.BYTES));
    }
    return Math.min(nearest.k(), MOST_PARTNERS) * bytes;
  }

  /** This join of another kind. */
  VectorJoinSpec withKind(JoinKind other) {
    return new VectorJoinSpec(
        other,
        score,
        selection,
        keys,
        leftColumns,
        rightColumns,
        scoreColumn,
        condition,
        output,
        isSelfJoin,
        taskBytes);
  }

  /** In a self-join each row plays both roles, so both sides have what one of them needs. */
  private Seq<Attribute> needed(Seq<Attribute> columns, Seq<Attribute> others) {
    List<Expression> uses = new ArrayList<>(Scala.list(output));
    Optional.ofNullable(condition).ifPresent(uses::add);
    AttributeSet needed = Scala.references(uses);
    return Scala.seq(
        IntStream.range(0, columns.size())
            .filter(
                i ->
                    needed.contains(columns.apply(i))
                        || isSelfJoin && needed.contains(others.apply(i)))
            .mapToObj(columns::apply)
            .toList());
  }

  /** A left vector of another dimension than a right one. */
  VectorDbException dimensionMismatch(int left, int right) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_DIMENSION_MISMATCH,
        score.measure().label()
            + ": the vectors have different dimensions, "
            + left
            + " in "
            + score.left().sql()
            + " and "
            + right
            + " in "
            + score.right().sql()
            + "; compare vectors of the same dimension");
  }
}
