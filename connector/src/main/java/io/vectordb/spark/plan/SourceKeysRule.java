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
package io.vectordb.spark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.write.RowLevelOperation;
import org.apache.spark.sql.connector.write.RowLevelOperationTable;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataTypes;

/**
 * Lets a MERGE whose ON condition compares columns of the table with values of the source record
 * these values while it runs: rows that others commit meanwhile matter to it only if they have some
 * of them. Not if there are NOT MATCHED BY SOURCE clauses, to which all rows matter.
 *
 * <p>What records the keys is a condition on the source that always holds. Because it is not
 * deterministic, Spark puts no other condition below it, such as one that leaves out rows of the
 * source that have no match in the table as it is now.
 */
public final class SourceKeysRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (plan instanceof V2WriteCommand write
        && write.table() instanceof DataSourceV2Relation target
        && join(write.query()).isPresent()) {
      Join join = join(write.query()).get();
      if (target.table() instanceof RowLevelOperationTable) {
        return merge(join)
            .map(recording -> (LogicalPlan) write.withNewQuery(replace(write, join, recording)))
            .orElse(plan);
      } else if (target.table() instanceof SupportsSelfRead table) {
        return insertOnlyMerge(write, join, target, table).orElse(plan);
      }
    }
    return plan;
  }

  /** The join whose rows decide what is written, and whose sides nothing else reads. */
  private static Optional<Join> join(LogicalPlan query) {
    LogicalPlan node = query;
    while (node.children().size() == 1) {
      node = node.children().apply(0);
    }
    return node instanceof Join join ? Optional.of(join) : Optional.empty();
  }

  private static LogicalPlan replace(V2WriteCommand write, LogicalPlan old, LogicalPlan fresh) {
    return replace(write.query(), old, fresh);
  }

  private static LogicalPlan replace(LogicalPlan plan, LogicalPlan old, LogicalPlan fresh) {
    UnaryOperator<LogicalPlan> replacement = node -> node == old ? fresh : node;
    return plan.transformDown(Scala.<LogicalPlan>rewrite(replacement));
  }

  /** The relation that is all of one side of a join. */
  private static Optional<DataSourceV2Relation> relation(LogicalPlan side) {
    if (side instanceof Project || side instanceof Filter) {
      return relation(side.children().apply(0));
    }
    return side instanceof DataSourceV2Relation relation ? Optional.of(relation) : Optional.empty();
  }

  /** A join of the table on the left with the source, which records keys; nothing if it does. */
  private static Optional<LogicalPlan> merge(Join join) {
    boolean isInner = join.joinType() == Inner$.MODULE$;
    Optional<DataSourceV2Relation> target = relation(join.left());
    if (target.isPresent()
        && (isInner || join.joinType() == RightOuter$.MODULE$)
        && target.get().table() instanceof RowLevelOperationTable changed
        && changed.operation() instanceof SupportsSourceKeys operation
        && operation.sourceKeys().isEmpty()) {
      List<JoinKey> keys = JoinKey.of(join, target.get().outputSet(), join.right());
      if (!keys.isEmpty()) {
        SupportsSourceKeys recording = operation.recordingKeys(JoinKey.columns(keys));
        Table table = new RowLevelOperationTable(changed.table(), (RowLevelOperation) recording);
        LogicalPlan read = Relations.with(target.get(), table, target.get().output());
        LogicalPlan source = recorded(recording, keys, join.right());
        return Optional.of(
            with(
                join,
                replace(join.left(), target.get(), read),
                isInner ? shuffled(keys, source) : source));
      }
    }
    return Optional.empty();
  }

  /** Spark plans it as an append of those rows of the source that have no match. */
  private static Optional<LogicalPlan> insertOnlyMerge(
      V2WriteCommand write, Join join, DataSourceV2Relation target, SupportsSelfRead table) {
    Optional<DataSourceV2Relation> read = relation(join.right());
    if (read.isPresent()
        && join.joinType() == LeftAnti$.MODULE$
        && table instanceof SupportsSourceKeys keyed
        && !table.readsItself()
        && table.isSameTable(read.get().table())
        && !SelfReadRule.reads(replace(write, join, join.left()), table)) {
      List<JoinKey> keys = JoinKey.of(join, read.get().outputSet(), join.left());
      if (!keys.isEmpty()) {
        SupportsSourceKeys recording = keyed.recordingKeys(JoinKey.columns(keys));
        LogicalPlan query =
            replace(write, join, with(join, recorded(recording, keys, join.left()), join.right()));
        V2WriteCommand recorded =
            write.withNewTable(Relations.with(target, (Table) recording, target.output()));
        return Optional.of((LogicalPlan) recorded.withNewQuery(query));
      }
    }
    return Optional.empty();
  }

  private static LogicalPlan recorded(
      SupportsSourceKeys recording, List<JoinKey> keys, LogicalPlan source) {
    return new Filter(
        new ApplyFunctionExpression(recording.sourceKeys().orElseThrow(), Scala.seq(values(keys))),
        source);
  }

  /**
   * An inner join may not ask for rows of the source where the table has none now; a shuffle asks
   * for all. A constant among its keys keeps Spark from leaving it out where rows lie as it wants.
   */
  private static LogicalPlan shuffled(List<JoinKey> keys, LogicalPlan source) {
    List<Expression> by = new ArrayList<>(values(keys));
    by.add(Literal.create(0, DataTypes.IntegerType));
    return new RepartitionByExpression(
        Scala.seq(by), source, scala.Option.empty(), scala.Option.empty());
  }

  private static List<Expression> values(List<JoinKey> keys) {
    return keys.stream().map(JoinKey::source).toList();
  }

  private static LogicalPlan with(Join join, LogicalPlan left, LogicalPlan right) {
    return join.withNewChildren(Scala.seq(List.of(left, right)));
  }
}
