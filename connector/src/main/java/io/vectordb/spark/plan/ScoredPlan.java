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

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.VectorColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RebalancePartitions;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.Metadata;

/**
 * A plan that outputs a score which the original plan did not.
 *
 * @param plan outputs what the original plan did and {@code score}
 * @param score the attribute that holds the score
 */
record ScoredPlan(LogicalPlan plan, Attribute score) {
  /** Score columns are called by this and a number. */
  private static final String PREFIX = "_score_";

  /**
   * Lets the relation below {@code plan} that the called column comes from compute the score, and
   * lets every operator on the way pass it on.
   *
   * @return nothing if the column does not come from a vector column of a table with score columns,
   *     or an operator on the way does not pass its input on
   * @throws VectorDbException if the query vector has another dimension than the column
   */
  static Optional<ScoredPlan> of(LogicalPlan plan, ScoreCall call) {
    if (!plan.outputSet().contains(call.vector())) {
      return Optional.empty();
    } else if (plan instanceof DataSourceV2Relation relation) {
      return ofRelation(relation, call);
    } else if (plan instanceof Project project) {
      return ofProject(project, call);
    } else if (passesInputOn(plan)) {
      return ofChild(plan, call);
    }
    return Optional.empty();
  }

  /** Operators whose output holds all the output of each child whose attributes it holds at all. */
  private static boolean passesInputOn(LogicalPlan plan) {
    return plan instanceof Filter
        || plan instanceof Sort
        || plan instanceof GlobalLimit
        || plan instanceof LocalLimit
        || plan instanceof Offset
        || plan instanceof Sample
        || plan instanceof Repartition
        || plan instanceof RepartitionByExpression
        || plan instanceof RebalancePartitions
        || plan instanceof Window
        || plan instanceof Generate
        || plan instanceof Join;
  }

  private static Optional<ScoredPlan> ofChild(LogicalPlan plan, ScoreCall call) {
    List<LogicalPlan> children = new ArrayList<>(Scala.list(plan.children()));
    for (int i = 0; i < children.size(); i++) {
      Optional<ScoredPlan> scored = of(children.get(i), call);
      if (scored.isPresent()) {
        children.set(i, scored.get().plan());
        LogicalPlan newPlan = plan.withNewChildren(Scala.seq(children));
        return Optional.of(new ScoredPlan(newPlan, scored.get().score()));
      }
    }
    return Optional.empty();
  }

  private static Optional<ScoredPlan> ofProject(Project project, ScoreCall call) {
    for (NamedExpression output : Scala.list(project.projectList())) {
      if (output.exprId().equals(call.vector().exprId())) {
        return below(output)
            .flatMap(vector -> of(project.child(), call.on(vector)))
            .map(scored -> withScore(project, scored));
      }
    }
    return Optional.empty();
  }

  /** The attribute of the input that {@code output} passes on, perhaps under another name. */
  private static Optional<AttributeReference> below(NamedExpression output) {
    if (output instanceof AttributeReference same) {
      return Optional.of(same);
    }
    return output instanceof Alias alias && alias.child() instanceof AttributeReference renamed
        ? Optional.of(renamed)
        : Optional.empty();
  }

  private static ScoredPlan withScore(Project project, ScoredPlan child) {
    List<NamedExpression> outputs = new ArrayList<>(Scala.list(project.projectList()));
    if (!project.outputSet().contains(child.score)) {
      outputs.add(child.score);
    }
    return new ScoredPlan(new Project(Scala.seq(outputs), child.plan), child.score);
  }

  private static Optional<ScoredPlan> ofRelation(DataSourceV2Relation relation, ScoreCall call) {
    Optional<SupportsScoreColumns> table = ScoredTable.of(relation);
    Optional<VectorColumn> vector = table.flatMap(t -> t.vectorColumn(call.vector().name()));
    if (vector.isEmpty()) {
      return Optional.empty();
    }
    requireDimension(vector.get(), call);
    List<ScoreColumn> scores = table.get().scoreColumns();
    String name = freeName(relation, scores.size());
    ScoreColumn wanted = call.column(name);
    Optional<ScoreColumn> known = wanted.among(scores);
    if (known.isPresent()) {
      return Optional.of(new ScoredPlan(relation, attribute(relation, known.get().name())));
    }
    AttributeReference attribute =
        new AttributeReference(
            name,
            call.resultType(),
            true,
            Metadata.empty(),
            NamedExpression$.MODULE$.newExprId(),
            Scala.seq(List.of()));
    List<ScoreColumn> newScores = new ArrayList<>(scores);
    newScores.add(wanted);
    List<AttributeReference> output = new ArrayList<>(Scala.list(relation.output()));
    output.add(attribute);
    return Optional.of(
        new ScoredPlan(
            Relations.with(relation, ScoredTable.with(relation, newScores), Scala.seq(output)),
            attribute));
  }

  private static void requireDimension(VectorColumn column, ScoreCall call) {
    Measure measure = call.measure();
    measure.requireDimension(
        measure.label() + ": column " + column.name(), column.dimension(), call.query().length);
  }

  private static AttributeReference attribute(DataSourceV2Relation relation, String name) {
    return Scala.list(relation.output()).stream()
        .filter(attribute -> attribute.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String freeName(DataSourceV2Relation relation, int number) {
    List<String> taken =
        Scala.list(relation.output()).stream().map(AttributeReference::name).toList();
    int next = number;
    while (taken.contains(PREFIX + next)) {
      next++;
    }
    return PREFIX + next;
  }
}
