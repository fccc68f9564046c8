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
package io.vectordb.spark.write;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.read.RowsRead;
import io.vectordb.spark.schema.PredicateTranslator;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.filter.Filter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsDynamicOverwrite;
import org.apache.spark.sql.connector.write.SupportsOverwriteV2;
import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;

/** Finds out which rows a write replaces. */
public class VectorWriteBuilder
    implements SupportsOverwriteV2, SupportsDynamicOverwrite, SupportsTruncate {
  private final TargetTable target;
  private final TableVersion table;
  private final LogicalWriteInfo info;
  private final VectorOptions options;
  private final VectorWrite.Streams streams;
  private Replacement replacement = new Replacement.Nothing();

  /**
   * @param streams makes the write of a stream's rows
   */
  public VectorWriteBuilder(
      TargetTable target,
      LogicalWriteInfo info,
      VectorOptions options,
      VectorWrite.Streams streams) {
    this.target = target;
    this.table = target.version();
    this.streams = streams;
    this.info = info;
    this.options = options;
  }

  @Override
  public WriteBuilder truncate() {
    boolean dynamic =
        !table.metadata().partitionColumns().isEmpty()
            && options.overwritesPartitions().orElse(false);
    replacement = dynamic ? new Replacement.WrittenPartitions() : new Replacement.Everything();
    return this;
  }

  @Override
  public WriteBuilder overwriteDynamicPartitions() {
    replacement =
        table.metadata().partitionColumns().isEmpty()
            ? new Replacement.Everything()
            : new Replacement.WrittenPartitions();
    return this;
  }

  /** What the table can evaluate; Spark has no say in which rows are replaced. */
  @Override
  public boolean canOverwrite(Predicate[] predicates) {
    return SparkErrors.translating(() -> matching(predicates).isPresent());
  }

  @Override
  public WriteBuilder overwrite(Predicate[] predicates) {
    return SparkErrors.translating(() -> overwriting(predicates));
  }

  private WriteBuilder overwriting(Predicate[] predicates) {
    RowsRead matching =
        matching(predicates)
            .orElseThrow(
                () ->
                    new VectorDbException(
                        "The condition "
                            + Arrays.toString(predicates)
                            + " cannot be evaluated by "
                            + table.name()
                            + ", so that the rows to overwrite are not known; DELETE them and"
                            + " append"));
    if (matching.filter() instanceof Filter.Constant all && all.value()) {
      return truncate();
    }
    replacement =
        isOnPartitions(matching.filter())
            ? new Replacement.MatchingPartitions(matching.filter())
            : new Replacement.MatchingRows(matching);
    return this;
  }

  /** The rows that satisfy all of {@code predicates}, if the table can evaluate these. */
  private Optional<RowsRead> matching(Predicate[] predicates) {
    PredicateTranslator translator =
        new PredicateTranslator(table.tableSchema(), table.schema(), List.of());
    return translator
        .translateAll(predicates)
        .map(filter -> new RowsRead(filter, translator.scores()));
  }

  private boolean isOnPartitions(Filter filter) {
    return !matchesText(filter)
        && Set.copyOf(table.metadata().partitionNames()).containsAll(filter.columns());
  }

  private static boolean matchesText(Filter filter) {
    if (filter instanceof Filter.And and) {
      return matchesText(and.left()) || matchesText(and.right());
    } else if (filter instanceof Filter.Or or) {
      return matchesText(or.left()) || matchesText(or.right());
    }
    return filter instanceof Filter.Matches
        || (filter instanceof Filter.Not not && matchesText(not.filter()));
  }

  @Override
  public Write build() {
    return SparkErrors.translating(this::write);
  }

  private Write write() {
    List<String> keys = options.mergeKeys();
    if (keys.isEmpty()) {
      return new VectorWrite(target, info, options, replacement, streams);
    } else if (!(replacement instanceof Replacement.Nothing)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Option mergeKeys is for appends, but this write would "
              + replacement.label()
              + "; leave the option out, or append");
    }
    Replacement matching = new Replacement.MatchingKeys(MergeKeys.of(table, keys));
    return new VectorWrite(target, info, options, matching, streams);
  }
}
