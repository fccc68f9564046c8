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
package io.vectordb.spark.catalog;

import io.vectordb.spark.TableDirectory;
import io.vectordb.table.ExpiryResult;
import io.vectordb.table.SnapshotExpiry;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Removes the log of old versions. */
final class ExpireProcedure extends TableProcedure {
  private static final String OLDER_THAN = "older_than";
  private static final String RETAIN_LAST = "retain_last";
  private static final String FORCE = "force";
  private static final String DRY_RUN = "dry_run";

  private static final StructType RESULT =
      new StructType()
          .add("oldest_version", DataTypes.LongType, false)
          .add("versions_expired", DataTypes.LongType, false)
          .add("log_files_deleted", DataTypes.LongType, false)
          .add("bytes_deleted", DataTypes.LongType, false);

  ExpireProcedure(Function<String, TableDirectory> tables) {
    super(
        "expire_snapshots",
        "Removes the log of old versions, which cannot be read any more then",
        tables,
        RESULT,
        optional(OLDER_THAN, DataTypes.TimestampType, "Versions replaced before; 5 days ago"),
        optional(RETAIN_LAST, DataTypes.IntegerType, "Keeps so many versions in any case; 1"),
        optional(FORCE, DataTypes.BooleanType, "Allows less than an hour ago"),
        optional(DRY_RUN, DataTypes.BooleanType, "Only finds out what would be removed"));
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    SnapshotExpiry expiry = SnapshotExpiry.of(directory.table());
    arguments.age(OLDER_THAN).ifPresent(expiry::olderThan);
    arguments.number(RETAIN_LAST).ifPresent(expiry::keepNewest);
    if (arguments.flag(FORCE)) {
      expiry.force();
    }
    if (arguments.flag(DRY_RUN)) {
      expiry.dryRun();
    }
    ExpiryResult result = expiry.run();
    return List.of(
        Cells.row(
            result.oldestVersion(),
            result.versionsExpired(),
            result.logFilesDeleted(),
            result.bytesDeleted()));
  }
}
