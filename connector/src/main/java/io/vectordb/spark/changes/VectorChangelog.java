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
package io.vectordb.spark.changes;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.OptionText;
import io.vectordb.spark.schema.TableColumns;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.connector.catalog.Changelog;
import org.apache.spark.sql.connector.catalog.ChangelogContext;
import org.apache.spark.sql.connector.catalog.ChangelogContext.DeduplicationMode;
import org.apache.spark.sql.connector.catalog.ChangelogRange;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code CHANGES FROM VERSION a TO VERSION b}: the rows that these versions have inserted and
 * deleted, by the log. Rows that are only stored elsewhere, by a compaction, are not among them.
 * Needs Spark 4.2, which has brought the interface.
 */
public final class VectorChangelog implements Changelog {
  private final TableVersion table;
  private final long from;
  private final long to;

  private VectorChangelog(TableVersion table, long from, long to) {
    this.table = table;
    this.from = from;
    this.to = to;
  }

  /**
   * What a query asks for.
   *
   * @throws VectorDbException if it takes to know which rows are the same, because a row has no
   *     identity here; or if a version does not exist or has expired
   */
  public static Changelog of(TableVersion table, ChangelogContext context) {
    if (context.deduplicationMode() == DeduplicationMode.NET_CHANGES || context.computeUpdates()) {
      throw new VectorDbException(
          "Changes of "
              + table.name()
              + " are inserted and deleted rows; net changes and updates cannot be derived, because"
              + " rows have no identity. Leave out deduplicationMode netChanges and computeUpdates");
    }
    requireOtherNames(table);
    Table log = table.handle().open();
    long from = from(log, context.range());
    requireRange(table, context.range(), from, log.newestVersion());
    return new VectorChangelog(table, from, to(log, context.range()));
  }

  private static void requireOtherNames(TableVersion table) {
    for (StructField field : ChangesScan.METADATA.fields()) {
      if (table.tableSchema().names().stream().anyMatch(field.name()::equalsIgnoreCase)) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_COLUMN_INVALID,
            "Changes of "
                + table.name()
                + " cannot be told, because a column of it is called "
                + field.name()
                + "; rename the column");
      }
    }
  }

  /** A range may be empty, and so may what comes after the newest version. */
  private static void requireRange(
      TableVersion table, ChangelogRange range, long from, long newest) {
    if (from > newest + 1) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VERSION_NOT_FOUND,
          "Version "
              + from
              + " of "
              + table.name()
              + " does not exist; the table's versions go up to "
              + newest);
    } else if (range instanceof ChangelogRange.VersionRange versions
        && versions
            .endingVersion()
            .filter(end -> version(end) < version(versions.startingVersion()))
            .isPresent()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Changes of "
              + table.name()
              + " from version "
              + versions.startingVersion()
              + " to version "
              + versions.endingVersion().get()
              + " cannot be told: the range ends before it begins; exchange the bounds");
    }
  }

  private static long from(Table log, ChangelogRange range) {
    if (range instanceof ChangelogRange.VersionRange versions) {
      long version = version(versions.startingVersion());
      return range.startingBoundInclusive() ? version : version + 1;
    } else if (range instanceof ChangelogRange.TimestampRange times) {
      long micros = times.startingTimestamp();
      long first = range.startingBoundInclusive() ? micros : micros + 1;
      return log.versionSince(-Math.floorDiv(-first, 1000L));
    }
    return 0;
  }

  private static long to(Table log, ChangelogRange range) {
    if (range instanceof ChangelogRange.VersionRange versions
        && versions.endingVersion().isPresent()) {
      long version = version(versions.endingVersion().get());
      return range.endingBoundInclusive() ? version : version - 1;
    } else if (range instanceof ChangelogRange.TimestampRange times
        && times.endingTimestamp().isPresent()) {
      long micros = times.endingTimestamp().get();
      long last = range.endingBoundInclusive() ? micros : micros - 1;
      return log.versionAt(Math.floorDiv(last, 1000L));
    }
    return log.newestVersion();
  }

  private static long version(String text) {
    return OptionText.parseLong("VERSION", text);
  }

  @Override
  public String name() {
    return table.name();
  }

  @Override
  public Column[] columns() {
    List<Column> columns = new ArrayList<>(Arrays.asList(TableColumns.of(table.schema())));
    for (StructField field : ChangesScan.METADATA.fields()) {
      columns.add(Column.create(field.name(), field.dataType(), false));
    }
    return columns.toArray(Column[]::new);
  }

  @Override
  public boolean containsCarryoverRows() {
    return false;
  }

  @Override
  public boolean containsIntermediateChanges() {
    return false;
  }

  @Override
  public boolean representsUpdateAsDeleteAndInsert() {
    return false;
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new ChangesScan.Builder(table, from, to);
  }
}
