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

import io.vectordb.spark.join.task.JoinKeys;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.math.BigInt;

/** Whether keys leave groups that are worth an operator of their own, as far as sides know it. */
final class KeyStatistics {
  /** Groups of so many rows, on either side, are. */
  private static final double LARGE_GROUP = 8;

  private KeyStatistics() {}

  /** Whether it is known of one of the sides that few of its rows have the same keys. */
  static boolean leaveSmallGroups(JoinKeys keys, LogicalPlan left, LogicalPlan right) {
    return areNearlyUnique(keys.left(), left) || areNearlyUnique(keys.right(), right);
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
}
