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

import io.vectordb.spark.schema.FormatName;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.analysis.ResolvedIdentifier;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.TableSpec;
import org.apache.spark.sql.catalyst.plans.logical.V2CreateTablePlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.V2SessionCatalog;
import scala.jdk.javaapi.CollectionConverters;

/** Creates vectordb tables of Spark's own catalog through {@link SessionTableCatalog}. */
final class SessionTableRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof V2CreateTablePlan && isOfVectorTable(plan)
        ? (LogicalPlan) plan.mapChildren(SessionTableRule::inSessionTableCatalog)
        : plan;
  }

  /** The statements that create tables have no class in common that has the definition. */
  private static boolean isOfVectorTable(LogicalPlan create) {
    Iterator<Object> parts = CollectionConverters.asJava(create.productIterator());
    while (parts.hasNext()) {
      if (parts.next() instanceof TableSpec spec) {
        return spec.provider().exists(FormatName::isMeantBy);
      }
    }
    return false;
  }

  private static LogicalPlan inSessionTableCatalog(LogicalPlan child) {
    return child instanceof ResolvedIdentifier name
            && name.catalog() instanceof V2SessionCatalog catalog
        ? new ResolvedIdentifier(new SessionTableCatalog(catalog), name.identifier(), name.output())
        : child;
  }
}
