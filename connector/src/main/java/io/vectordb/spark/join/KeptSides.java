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

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.vectordb.spark.plan.SupportsNewestVersion;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.apache.spark.sql.execution.metric.SQLMetric;

/**
 * The broadcast sides of streams' joins, on the driver, for as long as micro-batches ask for them.
 * Spark releases a broadcast that nobody refers to.
 */
final class KeptSides {
  private static final Cache<Key, Broadcast<InternalRow[]>> SIDES =
      CacheBuilder.newBuilder().maximumSize(32).expireAfterAccess(Duration.ofMinutes(10)).build();

  /** A side of a Spark application; equal ones give the same rows. */
  private record Key(String application, SparkPlan side) {}

  private KeptSides() {}

  /**
   * Whether a side gives the same rows whenever its plan is the same: it is made of certain
   * versions of tables, or of rows that lie in the plan.
   */
  static boolean canKeep(LogicalPlan side) {
    return side.deterministic() && !side.exists(KeptSides::mayChange);
  }

  private static boolean mayChange(LogicalPlan node) {
    boolean isFixed =
        !node.children().isEmpty()
            || node instanceof LocalRelation
            || node instanceof DataSourceV2ScanRelation scan
                && scan.relation().table() instanceof SupportsNewestVersion;
    return !isFixed
        || node.expressions().exists(all -> all.exists(part -> part instanceof PlanExpression));
  }

  /**
   * The rows of {@code side}.
   *
   * @param reads counts whether they had to be read
   */
  static Broadcast<InternalRow[]> get(SparkPlan side, SQLMetric reads) {
    Key key = new Key(side.sparkContext().applicationId(), side.canonicalized());
    Broadcast<InternalRow[]> kept = SIDES.getIfPresent(key);
    if (kept != null) {
      return kept;
    }
    // Not by the cache, so that a query that is stopped meanwhile stops no other one.
    reads.add(1);
    Broadcast<InternalRow[]> read =
        new JavaSparkContext(side.sparkContext()).broadcast(side.executeCollect());
    SIDES.put(key, read);
    return read;
  }
}
