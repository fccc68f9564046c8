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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Joins each partition of the left side to all of the right side, which is broadcast or read by
 * every task, or to the partition of the same number. Of a side that is joined to itself a task
 * reads only those partitions whose pairs with its own no other task makes: half of them.
 */
final class VectorJoinRdd extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final VectorJoinSpec spec;
  private final JoinMetrics metrics;
  private final RDD<InternalRow> left;
  private final RDD<Rows> right;
  private final Partition[] rightPartitions;
  private final Broadcast<InternalRow[]> broadcast;
  private final boolean isByPartition;

  private VectorJoinRdd(
      VectorJoinSpec spec,
      JoinMetrics metrics,
      RDD<InternalRow> left,
      RDD<Rows> right,
      Broadcast<InternalRow[]> broadcast,
      boolean isByPartition) {
    super(left.sparkContext(), dependencies(left, right, isByPartition), Scala.ROWS);
    this.spec = spec;
    this.metrics = metrics;
    this.left = left;
    this.right = right;
    this.rightPartitions = right == null ? new Partition[0] : right.partitions();
    this.broadcast = broadcast;
    this.isByPartition = isByPartition;
  }

  /**
   * @param right of the same partitions as {@code left} if a side is joined to itself
   */
  static VectorJoinRdd of(
      VectorJoinSpec spec, JoinMetrics metrics, RDD<InternalRow> left, RDD<Rows> right) {
    return new VectorJoinRdd(spec, metrics, left, right, null, false);
  }

  /** Of sides that have their equal keys in partitions of equal numbers. */
  static VectorJoinRdd byPartition(
      VectorJoinSpec spec, JoinMetrics metrics, RDD<InternalRow> left, RDD<Rows> right) {
    return new VectorJoinRdd(spec, metrics, left, right, null, true);
  }

  static VectorJoinRdd of(
      VectorJoinSpec spec,
      JoinMetrics metrics,
      RDD<InternalRow> left,
      Broadcast<InternalRow[]> right) {
    return new VectorJoinRdd(spec, metrics, left, null, right, false);
  }

  private static Seq<Dependency<?>> dependencies(
      RDD<InternalRow> left, RDD<Rows> right, boolean isByPartition) {
    List<Dependency<?>> dependencies = new ArrayList<>();
    dependencies.add(new OneToOneDependency<>(left));
    if (right != null) {
      dependencies.add(isByPartition ? new OneToOneDependency<>(right) : new AllPartitions(right));
    }
    return Scala.seq(dependencies);
  }

  @Override
  public Partition[] getPartitions() {
    return left.partitions();
  }

  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    return left.preferredLocations(split);
  }

  @Override
  public scala.collection.Iterator<InternalRow> compute(Partition split, TaskContext context) {
    return new JoinIterator(
        spec, left.iterator(split, context), () -> right(split.index(), context), context, metrics);
  }

  /**
   * The partitions of the right side, from another one on in each task, so that tasks do not ask
   * for the same at the same time.
   */
  private Iterator<RightPart> right(int task, TaskContext context) {
    if (broadcast != null) {
      Rows rows = Rows.of(Arrays.asList(broadcast.value()));
      return List.of(new RightPart(() -> List.of(rows).iterator(), false)).iterator();
    }
    if (isByPartition) {
      return List.of(part(task, false, context)).iterator();
    }
    int count = rightPartitions.length;
    return IntStream.range(0, spec.isSelfJoin() ? ownShare(task, count) : count)
        .mapToObj(i -> part((task + i) % count, spec.isSelfJoin() && i > 0, context))
        .iterator();
  }

  private RightPart part(int partition, boolean isMirrored, TaskContext context) {
    return new RightPart(
        () -> CollectionConverters.asJava(right.iterator(rightPartitions[partition], context)),
        isMirrored);
  }

  /**
   * Of {@code count} partitions in a circle, how many from that of a task on make pairs with it:
   * those that lie closer ahead of it than behind it.
   */
  private static int ownShare(int task, int count) {
    boolean takesOpposite = count % 2 == 0 && task < count / 2;
    return 1 + (count - 1) / 2 + (takesOpposite ? 1 : 0);
  }

  /** Every partition of the join reads every one of the parent. */
  private static final class AllPartitions extends NarrowDependency<Rows> {
    private static final long serialVersionUID = 1L;

    private final int count;

    AllPartitions(RDD<Rows> parent) {
      super(parent);
      this.count = parent.getNumPartitions();
    }

    @Override
    public Seq<Object> getParents(int partition) {
      return Scala.seq(IntStream.range(0, count).<Object>mapToObj(i -> i).toList());
    }
  }
}
