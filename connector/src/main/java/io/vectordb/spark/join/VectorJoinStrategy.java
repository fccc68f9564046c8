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

import io.vectordb.spark.join.task.PairScore;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * Plans joins by score as {@link VectorJoinExec}: {@link NearestVectors}, and joins whose condition
 * bounds a score.
 *
 * <p>What stands directly above decides which columns the join carries: mostly not the vectors, and
 * the score itself where it is selected.
 */
public final class VectorJoinStrategy extends SparkStrategy {
  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    Project project = plan instanceof Project above ? above : null;
    LogicalPlan below = project == null ? plan : project.child();
    Filter filter = project != null && below instanceof Filter above ? above : null;
    LogicalPlan node = filter == null ? below : filter.child();
    return PlannedJoin.of(node)
        .flatMap(join -> plan(join, project, filter))
        .map(exec -> Scala.<SparkPlan>seq(List.of(exec)))
        .orElse(Scala.seq(List.of()));
  }

  private Optional<SparkPlan> plan(PlannedJoin join, Project project, Filter filter) {
    JoinSettings settings = JoinSettings.current();
    return join.isOurs(settings)
        ? Optional.of(plan(JoinSizes.of(join, settings), project, filter, settings))
        : Optional.empty();
  }

  private SparkPlan plan(JoinSizes sizes, Project project, Filter filter, JoinSettings settings) {
    PlannedJoin join = sizes.join();
    JoinShape shape = shape(join, sizes.plan(), settings);
    if (project == null) {
      return exec(join, shape, join.output(), Optional.empty());
    }
    AttributeReference score = scoreColumn(join.score());
    List<NamedExpression> columns = new ArrayList<>();
    for (NamedExpression column : Scala.list(project.projectList())) {
      columns.add((NamedExpression) withScore((Expression) column, join, score));
    }
    Optional<Expression> condition =
        Optional.ofNullable(filter).map(above -> withScore(above.condition(), join, score));
    List<Expression> uses = new ArrayList<>();
    columns.forEach(column -> uses.add((Expression) column));
    condition.ifPresent(uses::add);
    AttributeSet used = Scala.references(uses);
    List<Attribute> output =
        new ArrayList<>(join.output().stream().filter(used::contains).toList());
    boolean usesScore = used.contains(score);
    if (usesScore) {
      output.add(score);
    }
    SparkPlan exec = exec(join, shape, output, usesScore ? Optional.of(score) : Optional.empty());
    SparkPlan filtered = condition.isPresent() ? new FilterExec(condition.get(), exec) : exec;
    return new ProjectExec(Scala.seq(columns), filtered);
  }

  private static AttributeReference scoreColumn(PairScore score) {
    return column("_score", score.dataType(), true);
  }

  private static AttributeReference column(String name, DataType type, boolean isNullable) {
    return new AttributeReference(
        name,
        type,
        isNullable,
        Metadata.empty(),
        NamedExpression.newExprId(),
        Scala.seq(List.of()));
  }

  /** {@code expression} with the score of the join in place of the expressions that compute it. */
  private static Expression withScore(
      Expression expression, PlannedJoin join, AttributeReference score) {
    return expression.transformDown(
        Scala.<Expression>rewrite(
            node ->
                PairScore.of(node, join.left(), join.right())
                        .filter(found -> found.sameAs(join.score()))
                        .isPresent()
                    ? score
                    : node));
  }

  private static JoinShape shape(PlannedJoin join, JoinPlan plan, JoinSettings settings) {
    return new JoinShape(
        plan,
        join.kind(),
        join.score().measure(),
        join.score().precision(),
        join.selection(),
        plan == JoinPlan.STATIONARY_LEFT && join.isSelfJoin(),
        settings.taskBytes());
  }

  private SparkPlan exec(
      PlannedJoin join,
      JoinShape shape,
      List<Attribute> output,
      Optional<AttributeReference> score) {
    return shape.plan() == JoinPlan.BROADCAST_LEFT
        ? merged(join, shape, output, score.orElseGet(() -> scoreColumn(join.score())))
        : exec(join, shape, score.orElse(null), null, output);
  }

  /** What each part of the right side gives is brought together by the numbers of left rows. */
  private SparkPlan merged(
      PlannedJoin join, JoinShape shape, List<Attribute> output, AttributeReference score) {
    AttributeReference number = column("_row", DataTypes.IntegerType, false);
    List<Attribute> found = new ArrayList<>(output);
    found.add(number);
    if (!found.contains(score)) {
      found.add(score);
    }
    return new NearestMergeExec(
        exec(join, shape, score, number, found),
        shape,
        number,
        Scala.seq(output.stream().filter(join.left().outputSet()::contains).toList()),
        Scala.seq(output.stream().filter(join.right().outputSet()::contains).toList()),
        score,
        Scala.seq(output));
  }

  private SparkPlan exec(
      PlannedJoin join,
      JoinShape shape,
      Attribute score,
      Attribute number,
      List<Attribute> output) {
    SparkPlan right = planLater(join.right());
    boolean keepsRight =
        shape.plan() == JoinPlan.BROADCAST_RIGHT
            && join.left().isStreaming()
            && KeptSides.canKeep(join.right());
    return new VectorJoinExec(
        planLater(join.left()),
        keepsRight ? new KeptSideExec(right) : right,
        shape,
        join.score().left(),
        join.score().right(),
        Option.apply(join.condition().orElse(null)),
        Option.apply(score),
        Option.apply(number),
        join.keys().left(),
        join.keys().right(),
        Scala.seq(output));
  }
}
