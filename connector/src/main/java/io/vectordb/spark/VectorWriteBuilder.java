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

import io.vectordb.spark.VectorWrite.Replacement;
import io.vectordb.table.Filter;
import io.vectordb.table.VectorDbException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsDynamicOverwrite;
import org.apache.spark.sql.connector.write.SupportsOverwriteV2;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;

/** Finds out which rows a write replaces. */
final class VectorWriteBuilder
    implements SupportsOverwriteV2, SupportsDynamicOverwrite, SupportsTruncate {
  private final VectorTable table;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private Replacement replacement = new Replacement.Nothing();

  VectorWriteBuilder(VectorTable table, LogicalWriteInfo info, VectorOptions options) {
    this.table = table;
    this.info = info;
    this.options = options;
  }

  @Override
  public WriteBuilder truncate() {
    boolean dynamic =
        !table.metadata().partitionNames().isEmpty()
            && options.overwritesPartitions().orElse(false);
    replacement = dynamic ? new Replacement.WrittenPartitions() : new Replacement.Everything();
    return this;
  }

  @Override
  public WriteBuilder overwriteDynamicPartitions() {
    replacement =
        table.metadata().partitionNames().isEmpty()
            ? new Replacement.Everything()
            : new Replacement.WrittenPartitions();
    return this;
  }

  /** Whole partitions can be replaced: conditions on partition columns. */
  @Override
  public boolean canOverwrite(Predicate[] predicates) {
    return filter(predicates) != null;
  }

  @Override
  public WriteBuilder overwrite(Predicate[] predicates) {
    Filter filter = filter(predicates);
    if (filter == null) {
      throw new VectorDbException(
          "Only whole partitions can be overwritten, but the condition is "
              + Arrays.toString(predicates)
              + " and the partition columns are "
              + table.metadata().partitionNames());
    }
    if (filter instanceof Filter.Constant all && all.value()) {
      return truncate();
    }
    replacement = new Replacement.MatchingPartitions(filter);
    return this;
  }

  private Filter filter(Predicate[] predicates) {
    PredicateTranslator translator =
        new PredicateTranslator(table.tableSchema(), table.schema(), List.of());
    List<Filter> filters = new ArrayList<>();
    for (Predicate predicate : predicates) {
      translator.translate(predicate).ifPresent(filters::add);
    }
    Filter all = Filter.all(filters);
    boolean onPartitions =
        filters.size() == predicates.length
            && filters.stream().noneMatch(Filter.Matches.class::isInstance)
            && Set.copyOf(table.metadata().partitionNames()).containsAll(all.columns());
    return onPartitions ? all : null;
  }

  @Override
  public Write build() {
    return new VectorWrite(table, info, options, replacement);
  }
}
