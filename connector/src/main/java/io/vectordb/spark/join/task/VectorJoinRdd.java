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
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/** Joins each partition of the left side to what a {@link RightSide} gives for it. */
public final class VectorJoinRdd extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final VectorJoinSpec spec;
  private final JoinMetrics metrics;
  private final RDD<InternalRow> left;
  private final RightSide right;

  public VectorJoinRdd(
      VectorJoinSpec spec, JoinMetrics metrics, RDD<InternalRow> left, RightSide right) {
    super(left.sparkContext(), dependencies(left, right), Scala.ROWS);
    this.spec = spec;
    this.metrics = metrics;
    this.left = left;
    this.right = right;
  }

  private static Seq<Dependency<?>> dependencies(RDD<InternalRow> left, RightSide right) {
    List<Dependency<?>> dependencies = new ArrayList<>();
    dependencies.add(new OneToOneDependency<>(left));
    dependencies.addAll(right.dependencies());
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
  public Iterator<InternalRow> compute(Partition split, TaskContext context) {
    return new JoinIterator(
        spec,
        left.iterator(split, context),
        () -> right.parts(split.index(), context),
        context,
        metrics);
  }
}
