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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.TableDirectory;
import io.vectordb.table.Vacuum;
import io.vectordb.table.VacuumResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Removes files that no version mentions. */
final class VacuumProcedure extends TableProcedure {
  private static final String OLDER_THAN = "older_than";
  private static final String RETENTION = "retention";
  private static final String FORCE = "force";
  private static final String DRY_RUN = "dry_run";

  private static final StructType RESULT =
      new StructType()
          .add("data_files", DataTypes.LongType, false)
          .add("code_files", DataTypes.LongType, false)
          .add("deletion_vectors", DataTypes.LongType, false)
          .add("temporary_files", DataTypes.LongType, false)
          .add("bytes", DataTypes.LongType, false);

  VacuumProcedure(Function<String, TableDirectory> tables) {
    super(
        "vacuum",
        "Removes files that no version of a table mentions",
        tables,
        RESULT,
        optional(OLDER_THAN, DataTypes.TimestampType, "Files written before; 7 days ago"),
        optional(
            RETENTION,
            DataTypes.createDayTimeIntervalType(),
            "Files written so long ago, instead of older_than"),
        optional(FORCE, DataTypes.BooleanType, "Allows less than an hour ago"),
        optional(DRY_RUN, DataTypes.BooleanType, "Only finds out what would be removed"));
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    Vacuum vacuum = Vacuum.of(directory.table());
    age(arguments).ifPresent(vacuum::olderThan);
    if (arguments.flag(FORCE)) {
      vacuum.force();
    }
    if (arguments.flag(DRY_RUN)) {
      vacuum.dryRun();
    }
    VacuumResult result = vacuum.run();
    return List.of(
        Cells.row(
            result.dataFiles(),
            result.codeFiles(),
            result.deletionVectors(),
            result.temporaryFiles(),
            result.bytes()));
  }

  private static Optional<Duration> age(Arguments arguments) {
    Optional<Duration> age = arguments.age(OLDER_THAN);
    Optional<Duration> retention = arguments.duration(RETENTION);
    if (age.isPresent() && retention.isPresent()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Arguments older_than and retention say the same in two ways; give one of them");
    }
    return age.or(() -> retention);
  }
}
