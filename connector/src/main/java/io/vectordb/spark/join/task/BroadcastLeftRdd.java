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
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/**
 * The partners that the rows of a left side that every task has find in each partition of the right
 * side. A left row has its number as last column. In the first partition, rows without a partner
 * are kept if the join does that, so that each appears once at least.
 */
public final class BroadcastLeftRdd extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final VectorJoinSpec spec;
  private final JoinMetrics metrics;
  private final Broadcast<InternalRow[]> left;
  private final RDD<Rows> right;

  public BroadcastLeftRdd(
      VectorJoinSpec spec, JoinMetrics metrics, Broadcast<InternalRow[]> left, RDD<Rows> right) {
    super(
        right.sparkContext(),
        Scala.<Dependency<?>>seq(List.of(new OneToOneDependency<>(right))),
        Scala.ROWS);
    this.spec = spec;
    this.metrics = metrics;
    this.left = left;
    this.right = right;
  }

  @Override
  public Partition[] getPartitions() {
    return right.partitions();
  }

  @Override
  public Seq<String> getPreferredLocations(Partition split) {
    return right.preferredLocations(split);
  }

  @Override
  public Iterator<InternalRow> compute(Partition split, TaskContext context) {
    VectorJoinSpec part = split.index() == 0 ? spec : spec.withKind(JoinKind.INNER);
    return new JoinIterator(
        part,
        new NumberedRows(left.value()),
        () -> List.of(RightPart.of(right, split, context, false)).iterator(),
        context,
        metrics);
  }

  /** Rows with their number as last column. */
  private static final class NumberedRows extends AbstractIterator<InternalRow> {
    private final InternalRow[] rows;
    private final GenericInternalRow number = new GenericInternalRow(1);
    private final JoinedRow numbered = new JoinedRow();
    private int next;

    NumberedRows(InternalRow[] rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return next < rows.length;
    }

    @Override
    public InternalRow next() {
      number.update(0, next);
      return numbered.apply(rows[next++], number);
    }
  }
}
