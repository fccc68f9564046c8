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

import io.vectordb.kernels.pairs.PairSearch;
import io.vectordb.spark.join.task.BroadcastLeftRdd;
import io.vectordb.spark.join.task.JoinKeys;
import io.vectordb.spark.join.task.JoinMetrics;
import io.vectordb.spark.join.task.PairScore;
import io.vectordb.spark.join.task.RightSide;
import io.vectordb.spark.join.task.Rows;
import io.vectordb.spark.join.task.VectorJoinRdd;
import io.vectordb.spark.join.task.VectorJoinSpec;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.BroadcastDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.IdentityBroadcastMode$;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnspecifiedDistribution$;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.Option;
import scala.Product;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.ScalaRunTime$;

/**
 * Joins the rows of two sides by the score of their vectors. Its constructor takes what {@link
 * #productElement} gives, as Spark requires of a node.
 */
public final class VectorJoinExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final SparkPlan left;
  private final SparkPlan right;
  private final JoinShape shape;
  private final Expression leftVector;
  private final Expression rightVector;
  private final Option<Expression> condition;
  private final Option<Attribute> scoreColumn;
  private final Option<Attribute> number;
  private final Seq<Expression> leftKeys;
  private final Seq<Expression> rightKeys;
  private final Seq<Attribute> output;
  private transient JoinMetrics metrics;

  /**
   * @param condition that pairs have to satisfy besides that on the score
   * @param scoreColumn what {@code output} and {@code condition} call the score
   * @param number what {@code output} calls the number of a left row, where the left side is
   *     broadcast
   * @param leftKeys what has to equal {@code rightKeys} in a pair; may be none
   */
  public VectorJoinExec(
      SparkPlan left,
      SparkPlan right,
      JoinShape shape,
      Expression leftVector,
      Expression rightVector,
      Option<Expression> condition,
      Option<Attribute> scoreColumn,
      Option<Attribute> number,
      Seq<Expression> leftKeys,
      Seq<Expression> rightKeys,
      Seq<Attribute> output) {
    this.left = left;
    this.right = right;
    this.shape = shape;
    this.leftVector = leftVector;
    this.rightVector = rightVector;
    this.condition = condition;
    this.scoreColumn = scoreColumn;
    this.number = number;
    this.leftKeys = leftKeys;
    this.rightKeys = rightKeys;
    this.output = output;
  }

  @Override
  public String nodeName() {
    return "VectorJoin";
  }

  @Override
  public Seq<SparkPlan> children() {
    return Scala.seq(List.of(left, right));
  }

  @Override
  public Seq<Attribute> output() {
    return output;
  }

  @Override
  public AttributeSet producedAttributes() {
    List<Attribute> produced = new ArrayList<>();
    produced.addAll(Scala.list(scoreColumn.toList()));
    produced.addAll(Scala.list(number.toList()));
    return Scala.references(produced);
  }

  @Override
  public Seq<Distribution> requiredChildDistribution() {
    return Scala.seq(
        List.of(
            distribution(JoinPlan.BROADCAST_LEFT, leftKeys),
            distribution(JoinPlan.BROADCAST_RIGHT, rightKeys)));
  }

  /**
   * @param broadcast the plan in which the side is broadcast
   */
  private Distribution distribution(JoinPlan broadcast, Seq<Expression> keys) {
    if (shape.plan() == JoinPlan.BY_KEYS) {
      return Clustering.by(keys);
    }
    return shape.plan() == broadcast
        ? new BroadcastDistribution(IdentityBroadcastMode$.MODULE$)
        : UnspecifiedDistribution$.MODULE$;
  }

  @Override
  public Partitioning outputPartitioning() {
    SparkPlan split = shape.plan() == JoinPlan.BROADCAST_LEFT ? right : left;
    return new UnknownPartitioning(split.outputPartitioning().numPartitions());
  }

  @Override
  public Map<String, SQLMetric> metrics() {
    return Map$.MODULE$.from(CollectionConverters.asScala(joinMetrics().byName()));
  }

  private synchronized JoinMetrics joinMetrics() {
    if (metrics == null) {
      metrics = JoinMetrics.create(sparkContext());
    }
    return metrics;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    VectorJoinSpec spec =
        new VectorJoinSpec(
            shape.kind(),
            new PairScore(shape.measure(), shape.precision(), leftVector, rightVector),
            shape.selection(),
            new JoinKeys(leftKeys, rightKeys),
            leftColumns(),
            right.output(),
            scoreColumn.isDefined() ? scoreColumn.get() : null,
            condition.isDefined() ? condition.get() : null,
            output,
            shape.isSelfJoin(),
            shape.taskBytes());
    if (shape.plan() == JoinPlan.BROADCAST_LEFT) {
      Broadcast<InternalRow[]> rows = left.executeBroadcast();
      return new BroadcastLeftRdd(
          spec, joinMetrics(), rows, inPartitions(SideRows.of(right).together()));
    }
    SideRows rows = SideRows.of(left);
    return new VectorJoinRdd(spec, joinMetrics(), rows.oneByOne(), rightSide(rows));
  }

  private RightSide rightSide(SideRows leftRows) {
    if (shape.plan() == JoinPlan.BROADCAST_RIGHT) {
      return RightSide.broadcast(right.executeBroadcast());
    } else if (shape.isSelfJoin()) {
      return RightSide.itself(leftRows.together());
    }
    RDD<Rows> rows = SideRows.of(right).together();
    return shape.plan() == JoinPlan.BY_KEYS ? RightSide.byPartition(rows) : RightSide.whole(rows);
  }

  /**
   * A side without rows may have no partition, but left rows without partners come from the first.
   */
  private RDD<Rows> inPartitions(RDD<Rows> rows) {
    return rows.getNumPartitions() > 0
        ? rows
        : sparkContext()
            .parallelize(Scala.seq(List.<Rows>of()), 1, ClassTag$.MODULE$.apply(Rows.class));
  }

  /** With {@code number}, if there is one. */
  private Seq<Attribute> leftColumns() {
    List<Attribute> columns = new ArrayList<>(Scala.list(left.output()));
    columns.addAll(Scala.list(number.toList()));
    return Scala.seq(columns);
  }

  @Override
  public String simpleString(int maxFields) {
    return nodeName() + " " + description();
  }

  @Override
  public String argString(int maxFields) {
    return description();
  }

  private String description() {
    return shape.plan().label()
        + (shape.isSelfJoin() ? ", each pair once, " : ", ")
        + shape.kind()
        + ", "
        + (leftKeys.isEmpty() ? "" : new JoinKeys(leftKeys, rightKeys) + ", ")
        + new PairScore(shape.measure(), shape.precision(), leftVector, rightVector)
        + ", "
        + shape.selection()
        + ", tile "
        + PairSearch.tile()
        + (condition.isDefined() ? ", " + condition.get() : "");
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new VectorJoinExec(
        children.apply(0),
        children.apply(1),
        shape,
        leftVector,
        rightVector,
        condition,
        scoreColumn,
        number,
        leftKeys,
        rightKeys,
        output);
  }

  @Override
  public int productArity() {
    return 11;
  }

  @Override
  public Object productElement(int i) {
    return switch (i) {
      case 0 -> left;
      case 1 -> right;
      case 2 -> shape;
      case 3 -> leftVector;
      case 4 -> rightVector;
      case 5 -> condition;
      case 6 -> scoreColumn;
      case 7 -> number;
      case 8 -> leftKeys;
      case 9 -> rightKeys;
      case 10 -> output;
      default -> throw new IndexOutOfBoundsException(i);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof VectorJoinExec;
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
