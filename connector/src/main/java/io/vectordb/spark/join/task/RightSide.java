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
import java.io.Serializable;
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

/** How the tasks of a join, one for each partition of the left side, come to the right rows. */
public sealed interface RightSide extends Serializable {
  /** What the join depends on besides the left side. */
  List<Dependency<?>> dependencies();

  /** What a task reads; begins anew with each call. */
  Iterator<RightPart> parts(int task, TaskContext context);

  static RightSide broadcast(Broadcast<InternalRow[]> rows) {
    return new Sent(rows);
  }

  /** Each task reads all of it. */
  static RightSide whole(RDD<Rows> side) {
    return new Circle(side, side.partitions(), false);
  }

  /**
   * Each task reads those partitions whose pairs with its own no other task makes: half of them.
   *
   * @param side the left side, in the same partitions
   */
  static RightSide itself(RDD<Rows> side) {
    return new Circle(side, side.partitions(), true);
  }

  /** Each task reads the partition of its own number, which has the keys of its left rows. */
  static RightSide byPartition(RDD<Rows> side) {
    return new Aligned(side, side.partitions());
  }

  /** A side that every executor has. */
  record Sent(Broadcast<InternalRow[]> rows) implements RightSide {
    @Override
    public List<Dependency<?>> dependencies() {
      return List.of();
    }

    @Override
    public Iterator<RightPart> parts(int task, TaskContext context) {
      Rows all = Rows.of(Arrays.asList(rows.value()));
      return List.of(new RightPart(() -> List.of(all).iterator(), false)).iterator();
    }
  }

  /** A side with as many partitions as the left one. */
  record Aligned(RDD<Rows> side, Partition[] partitions) implements RightSide {
    @Override
    public List<Dependency<?>> dependencies() {
      return List.of(new OneToOneDependency<>(side));
    }

    @Override
    public Iterator<RightPart> parts(int task, TaskContext context) {
      return List.of(RightPart.of(side, partitions[task], context, false)).iterator();
    }
  }

  /**
   * A side whose partitions each task reads from another one on, so that tasks do not ask for the
   * same at the same time.
   *
   * @param isItself whether it is the left side, too
   */
  record Circle(RDD<Rows> side, Partition[] partitions, boolean isItself) implements RightSide {
    @Override
    public List<Dependency<?>> dependencies() {
      return List.of(new AllPartitions(side));
    }

    @Override
    public Iterator<RightPart> parts(int task, TaskContext context) {
      int count = partitions.length;
      return IntStream.range(0, isItself ? ownShare(task, count) : count)
          .mapToObj(
              i -> RightPart.of(side, partitions[(task + i) % count], context, isItself && i > 0))
          .iterator();
    }

    /**
     * Of {@code count} partitions in a circle, how many from that of a task on make pairs with it:
     * those that lie closer ahead of it than behind it.
     */
    private static int ownShare(int task, int count) {
      boolean takesOpposite = count % 2 == 0 && task < count / 2;
      return 1 + (count - 1) / 2 + (takesOpposite ? 1 : 0);
    }
  }

  /** Every partition of the join reads every one of the parent. */
  final class AllPartitions extends NarrowDependency<Rows> {
    private static final long serialVersionUID = 1L;

    private final int count;

    private AllPartitions(RDD<Rows> parent) {
      super(parent);
      this.count = parent.getNumPartitions();
    }

    @Override
    public Seq<Object> getParents(int partition) {
      return Scala.seq(IntStream.range(0, count).<Object>mapToObj(i -> i).toList());
    }
  }
}
