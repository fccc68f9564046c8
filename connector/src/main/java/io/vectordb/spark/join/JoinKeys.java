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
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.catalyst.util.UnsafeRowUtils;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.math.BigInt;

/**
 * What has to be equal of the two rows of a pair, besides their score: nothing, or the values of
 * expressions of one side each. NULL equals nothing.
 *
 * @param left of the left side
 * @param right of the right side, as many
 */
record JoinKeys(Seq<Expression> left, Seq<Expression> right) implements Serializable {
  /** Any two rows may be a pair. */
  static final JoinKeys NONE = new JoinKeys(Scala.seq(List.of()), Scala.seq(List.of()));

  /** Groups of so many rows, on either side, are worth an operator of their own. */
  private static final double LARGE_GROUP = 8;

  boolean isEmpty() {
    return left.isEmpty();
  }

  JoinKeys turned() {
    return new JoinKeys(right, left);
  }

  /** Whether values are equal exactly if their bytes are. */
  boolean areComparable() {
    return Scala.list(left).stream().allMatch(key -> UnsafeRowUtils.isBinaryStable(key.dataType()));
  }

  /** Whether it is known of one of the sides that few of its rows have the same keys. */
  boolean leaveSmallGroups(LogicalPlan leftSide, LogicalPlan rightSide) {
    return areNearlyUnique(left, leftSide) || areNearlyUnique(right, rightSide);
  }

  private static boolean areNearlyUnique(Seq<Expression> keys, LogicalPlan side) {
    OptionalDouble rows = rowsByKey(keys, side);
    return rows.isPresent() && rows.getAsDouble() < LARGE_GROUP;
  }

  /** Rows of a side that have the same keys, if it knows how many values its columns have. */
  private static OptionalDouble rowsByKey(Seq<Expression> keys, LogicalPlan side) {
    if (side.exists(node -> node instanceof DataSourceV2Relation)) {
      return OptionalDouble.empty(); // What is to be read of it is not known yet.
    }
    // What adaptive execution has carried out tells how many rows it has, but not their values.
    Statistics statistics = PlannedJoin.asPlanned(side).stats();
    List<Double> counts = new ArrayList<>();
    for (Expression key : Scala.list(keys)) {
      if (key instanceof Attribute column && statistics.attributeStats().contains(column)) {
        Option<BigInt> count = statistics.attributeStats().get(column).get().distinctCount();
        if (count.isDefined()) {
          counts.add(count.get().toDouble());
        }
      }
    }
    return statistics.rowCount().isEmpty() || counts.isEmpty()
        ? OptionalDouble.empty()
        : counts.stream()
            .mapToDouble(count -> statistics.rowCount().get().toDouble() / Math.max(1, count))
            .min();
  }

  @Override
  public String toString() {
    return IntStream.range(0, left.size())
        .mapToObj(i -> left.apply(i).sql() + " = " + right.apply(i).sql())
        .collect(Collectors.joining(" AND "));
  }
}
