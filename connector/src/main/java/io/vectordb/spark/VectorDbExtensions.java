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
package io.vectordb.spark;

import io.vectordb.spark.errors.SupportedSpark;
import io.vectordb.spark.functions.VectorFunctions;
import io.vectordb.spark.join.JoinPartitionsRule;
import io.vectordb.spark.join.NearestByRule;
import io.vectordb.spark.join.NewestSideRule;
import io.vectordb.spark.join.VectorJoinStrategy;
import io.vectordb.spark.plan.FunctionBuilder;
import io.vectordb.spark.plan.FunctionCodegenRule;
import io.vectordb.spark.plan.NullQueryRule;
import io.vectordb.spark.plan.SchemaEvolutionCheck;
import io.vectordb.spark.plan.SchemaEvolutionRule;
import io.vectordb.spark.plan.ScoreColumnRule;
import io.vectordb.spark.plan.SelfReadRule;
import io.vectordb.spark.plan.SourceKeysRule;
import io.vectordb.spark.plan.WriteColumnsRule;
import io.vectordb.spark.search.SearchCallRule;
import io.vectordb.spark.search.VectorSearch;
import java.util.Optional;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.util.Utils;
import scala.runtime.BoxedUnit;

/**
 * What vectordb adds to a Spark session. Spark loads it by itself when the jar is on its class
 * path; {@code spark.sql.extensions=io.vectordb.spark.VectorDbExtensions} does the same explicitly.
 *
 * <ul>
 *   <li>functions: {@link VectorFunctions}; the table function {@link VectorSearch}, whose calls
 *       {@link SearchCallRule} sees first
 *   <li>optimizer: {@link ScoreColumnRule}, then {@link FunctionCodegenRule} for the calls that are
 *       left; {@link SourceKeysRule}, then {@link SelfReadRule} for writes whose keys it does not
 *       know
 *   <li>analysis: {@link SessionTableRule}
 *   <li>analyzer, before it looks up tables: {@link SchemaEvolutionRule} or, before Spark 4.2,
 *       {@link SchemaEvolutionCheck}; then {@link WriteColumnsRule}, which leaves to them what they
 *       do
 *   <li>analyzer, when it has found tables: {@link LoadedVectorsRule}
 *   <li>joins: {@link NearestByRule}, before the optimizer; {@link NewestSideRule} and {@link
 *       JoinPartitionsRule}, in it; {@link VectorJoinStrategy}
 *   <li>checks: {@link SessionTableCheck}
 * </ul>
 */
public final class VectorDbExtensions implements SparkSessionExtensionsProvider {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    Optional<String> problem = SupportedSpark.problem();
    if (problem.isPresent()) {
      VectorFunctions.all()
          .forEach(
              function ->
                  extensions.injectFunction(FunctionBuilder.refusing(function, problem.get())));
      return BoxedUnit.UNIT;
    }
    VectorFunctions.all()
        .forEach(function -> extensions.injectFunction(FunctionBuilder.of(function)));
    extensions.injectTableFunction(VectorSearch.function());
    extensions.injectHintResolutionRule(SearchCallRule::new);
    extensions.injectOptimizerRule(session -> new ScoreColumnRule());
    extensions.injectOptimizerRule(session -> new FunctionCodegenRule());
    extensions.injectOptimizerRule(session -> new SourceKeysRule());
    extensions.injectOptimizerRule(session -> new SelfReadRule());
    extensions.injectPlanNormalizationRule(session -> new NullQueryRule());
    if (hasNearestBy()) {
      extensions.injectPlanNormalizationRule(session -> NearestByRule.ofBatches());
      extensions.injectPostHocResolutionRule(session -> NearestByRule.ofStreams());
    }
    extensions.injectOptimizerRule(session -> new NewestSideRule());
    extensions.injectPreCBORule(JoinPartitionsRule::new);
    extensions.injectPlannerStrategy(session -> new VectorJoinStrategy());
    extensions.injectPostHocResolutionRule(session -> new SessionTableRule());
    extensions.injectCheckRule(session -> new SessionTableCheck());
    extensions.injectHintResolutionRule(
        session -> evolvesSchemas() ? new SchemaEvolutionRule() : new SchemaEvolutionCheck());
    extensions.injectHintResolutionRule(session -> new WriteColumnsRule());
    extensions.injectResolutionRule(session -> new LoadedVectorsRule());
    return BoxedUnit.UNIT;
  }

  /** Whether this is Spark 4.2 or newer, which has the join. */
  private static boolean hasNearestBy() {
    return Utils.classIsLoadable("org.apache.spark.sql.catalyst.plans.logical.NearestByJoin");
  }

  /** Whether this is Spark 4.2 or newer, which asks tables how their columns may change. */
  private static boolean evolvesSchemas() {
    return Utils.classIsLoadable("org.apache.spark.sql.connector.catalog.SupportsSchemaEvolution");
  }
}
