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
package io.vectordb.spark.join;

import io.vectordb.spark.join.task.PairScore;
import io.vectordb.spark.plan.Scala;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeMap$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import scala.Product;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.math.BigInt;
import scala.runtime.ScalaRunTime$;

/**
 * The {@code k} rows of the right side whose vectors are nearest to that of each row of the left
 * side. Its constructor takes what {@link #productElement} gives, as Spark requires of a node.
 */
public final class NearestVectors extends LogicalPlan {
  private static final long serialVersionUID = 1L;

  private final LogicalPlan left;
  private final LogicalPlan right;
  private final JoinType joinType;
  private final int k;
  private final boolean smallest;
  private final Measure measure;
  private final Precision precision;
  private final Expression leftVector;
  private final Expression rightVector;

  /**
   * @param joinType inner or left outer
   * @param k partners of a row, at least 1
   * @param smallest whether the smallest score is the best
   * @param leftVector an expression of {@code left}
   * @param rightVector an expression of {@code right}
   */
  public NearestVectors(
      LogicalPlan left,
      LogicalPlan right,
      JoinType joinType,
      int k,
      boolean smallest,
      Measure measure,
      Precision precision,
      Expression leftVector,
      Expression rightVector) {
    this.left = left;
    this.right = right;
    this.joinType = joinType;
    this.k = k;
    this.smallest = smallest;
    this.measure = measure;
    this.precision = precision;
    this.leftVector = leftVector;
    this.rightVector = rightVector;
  }

  LogicalPlan left() {
    return left;
  }

  LogicalPlan right() {
    return right;
  }

  JoinType joinType() {
    return joinType;
  }

  int k() {
    return k;
  }

  boolean smallest() {
    return smallest;
  }

  PairScore score() {
    return new PairScore(measure, precision, leftVector, rightVector);
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Scala.seq(List.of(left, right));
  }

  /** All columns may be NULL, as those of Spark's own node. */
  @Override
  public Seq<Attribute> output() {
    List<Attribute> output = new ArrayList<>();
    for (LogicalPlan side : List.of(left, right)) {
      Scala.list(side.output()).forEach(column -> output.add(column.withNullability(true)));
    }
    return Scala.seq(output);
  }

  /** An unknown node would count as the product of its sides, and never be broadcast. */
  @Override
  public Statistics stats() {
    BigInt rows = left.stats().sizeInBytes().$plus(right.stats().sizeInBytes());
    return new Statistics(
        rows.$times(BigInt.apply(k)), scala.Option.empty(), AttributeMap$.MODULE$.empty(), false);
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new NearestVectors(
        children.apply(0),
        children.apply(1),
        joinType,
        k,
        smallest,
        measure,
        precision,
        leftVector,
        rightVector);
  }

  @Override
  public int productArity() {
    return 9;
  }

  @Override
  public Object productElement(int i) {
    return switch (i) {
      case 0 -> left;
      case 1 -> right;
      case 2 -> joinType;
      case 3 -> k;
      case 4 -> smallest;
      case 5 -> measure;
      case 6 -> precision;
      case 7 -> leftVector;
      case 8 -> rightVector;
      default -> throw new IndexOutOfBoundsException(i);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof NearestVectors;
  }

  @Override
  public boolean equals(Object other) {
    return canEqual(other) && productIterator().sameElements(((Product) other).productIterator());
  }

  @Override
  public int hashCode() {
    return ScalaRunTime$.MODULE$._hashCode(this);
  }
}
