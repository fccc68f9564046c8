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

import java.util.OptionalLong;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.internal.SQLConf;
import scala.math.BigInt;

/**
 * How many bytes a side of a join has, about. Spark knows this of a table once it has pushed
 * columns and conditions down to it, which is after the rules that decide how rows are spread.
 */
final class SideSize {
  private static final BigInt UNKNOWN = BigInt.apply(Long.MAX_VALUE);

  private final LogicalPlan side;
  private BigInt bytes;

  SideSize(LogicalPlan side) {
    this.side = side;
  }

  /** Asked for once, because a table has to plan a scan for it. */
  BigInt bytes() {
    if (bytes == null) {
      bytes = of(side);
    }
    return bytes;
  }

  /** Whether the side may be sent to all executors. */
  boolean isSmall() {
    return bytes().$less$eq(BigInt.apply(SQLConf.get().autoBroadcastJoinThreshold()));
  }

  private static BigInt of(LogicalPlan side) {
    if (!side.exists(node -> node instanceof DataSourceV2Relation)) {
      return side.stats().sizeInBytes();
    } else if (side instanceof DataSourceV2Relation relation) {
      return of(relation);
    }
    return side.children().size() == 1 ? of(side.children().head()) : UNKNOWN;
  }

  private static BigInt of(DataSourceV2Relation relation) {
    if (relation.table() instanceof SupportsRead table
        && table.newScanBuilder(relation.options()).build()
            instanceof SupportsReportStatistics scan) {
      OptionalLong bytes = scan.estimateStatistics().sizeInBytes();
      return bytes.isPresent() ? BigInt.apply(bytes.getAsLong()) : UNKNOWN;
    }
    return UNKNOWN;
  }
}
