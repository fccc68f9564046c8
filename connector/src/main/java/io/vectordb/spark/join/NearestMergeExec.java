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

import io.vectordb.spark.join.task.NearestMerge;
import io.vectordb.spark.join.task.Selection;
import io.vectordb.spark.plan.Scala;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Product;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.runtime.ScalaRunTime$;

/**
 * Of the partners that a row has found in each part of the right side, the best. Its constructor
 * takes what {@link #productElement} gives, as Spark requires of a node.
 */
public final class NearestMergeExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final SparkPlan child;
  private final JoinShape shape;
  private final Attribute number;
  private final Seq<Attribute> leftColumns;
  private final Seq<Attribute> rightColumns;
  private final Attribute score;
  private final Seq<Attribute> output;

  /**
   * @param child gives {@code number}, {@code leftColumns}, {@code rightColumns} and {@code score}
   * @param number of the left row
   */
  public NearestMergeExec(
      SparkPlan child,
      JoinShape shape,
      Attribute number,
      Seq<Attribute> leftColumns,
      Seq<Attribute> rightColumns,
      Attribute score,
      Seq<Attribute> output) {
    this.child = child;
    this.shape = shape;
    this.number = number;
    this.leftColumns = leftColumns;
    this.rightColumns = rightColumns;
    this.score = score;
    this.output = output;
  }

  @Override
  public String nodeName() {
    return "NearestMerge";
  }

  @Override
  public Seq<SparkPlan> children() {
    return Scala.seq(List.of(child));
  }

  @Override
  public Seq<Attribute> output() {
    return output;
  }

  @Override
  public Seq<Distribution> requiredChildDistribution() {
    return Scala.seq(List.of(Clustering.by(Scala.seq(List.of(number)))));
  }

  @Override
  public RDD<InternalRow> doExecute() {
    NearestMerge merge =
        new NearestMerge(
            shape.kind(),
            shape.precision(),
            (Selection.Nearest) shape.selection(),
            child.output(),
            number,
            leftColumns,
            rightColumns,
            score,
            output);
    return child.execute().mapPartitions(merge, false, Scala.ROWS);
  }

  @Override
  public String simpleString(int maxFields) {
    return nodeName() + " " + argString(maxFields);
  }

  @Override
  public String argString(int maxFields) {
    return shape.kind() + ", " + shape.selection();
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new NearestMergeExec(
        children.apply(0), shape, number, leftColumns, rightColumns, score, output);
  }

  @Override
  public int productArity() {
    return 7;
  }

  @Override
  public Object productElement(int i) {
    return switch (i) {
      case 0 -> child;
      case 1 -> shape;
      case 2 -> number;
      case 3 -> leftColumns;
      case 4 -> rightColumns;
      case 5 -> score;
      case 6 -> output;
      default -> throw new IndexOutOfBoundsException(i);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof NearestMergeExec;
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
