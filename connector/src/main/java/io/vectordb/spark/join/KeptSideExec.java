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

import io.vectordb.spark.plan.Scala;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.physical.BroadcastPartitioning;
import org.apache.spark.sql.catalyst.plans.physical.IdentityBroadcastMode$;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A side that is read and broadcast once, for all micro-batches of a stream in which its plan is
 * the same. Its constructor takes what {@link #productElement} gives, as Spark requires of a node.
 */
public final class KeptSideExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final SparkPlan child;
  private transient SQLMetric reads;

  /**
   * @param child always gives the same rows
   */
  public KeptSideExec(SparkPlan child) {
    this.child = child;
  }

  @Override
  public String nodeName() {
    return "KeptSide";
  }

  @Override
  public Seq<SparkPlan> children() {
    return Scala.seq(List.of(child));
  }

  @Override
  public Seq<Attribute> output() {
    return child.output();
  }

  @Override
  public Partitioning outputPartitioning() {
    return new BroadcastPartitioning(IdentityBroadcastMode$.MODULE$);
  }

  @Override
  public Map<String, SQLMetric> metrics() {
    return Map$.MODULE$.from(CollectionConverters.asScala(java.util.Map.of("reads", timesRead())));
  }

  private synchronized SQLMetric timesRead() {
    if (reads == null) {
      reads = SQLMetrics.createMetric(sparkContext(), "times the side was read");
    }
    return reads;
  }

  @Override
  @SuppressWarnings("unchecked") // whoever asks for a broadcast of this mode expects rows
  public <T> Broadcast<T> doExecuteBroadcast() {
    return (Broadcast<T>) KeptSides.get(child, timesRead());
  }

  @Override
  public RDD<InternalRow> doExecute() {
    return child.execute();
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new KeptSideExec(children.apply(0));
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int i) {
    if (i != 0) {
      throw new IndexOutOfBoundsException(i);
    }
    return child;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof KeptSideExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeptSideExec that && child.equals(that.child);
  }

  @Override
  public int hashCode() {
    return child.hashCode();
  }
}
