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
import io.vectordb.table.file.Encoding;
import io.vectordb.table.rewrite.Optimization;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Gives the vectors that are there codes, or others, or none. */
final class OptimizeProcedure extends TableProcedure {
  private static final String CODES = "codes";

  private static final StructType RESULT =
      new StructType().add("files_encoded", DataTypes.LongType, false);

  OptimizeProcedure(Function<String, TableDirectory> tables) {
    super(
        "optimize",
        "Makes the codes of all data files anew",
        tables,
        RESULT,
        ProcedureParameter.in(CODES, DataTypes.StringType)
            .defaultValue("'" + Encoding.AUTO.label() + "'")
            .comment("The kind of codes: " + Encoding.labels())
            .build());
  }

  /** The kind of codes called {@code label}. */
  static Encoding codes(String label) {
    return Encoding.find(label)
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_ARGUMENT_INVALID,
                    "There are no codes '" + label + "'; give one of " + Encoding.labels()));
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    Encoding codes = codes(arguments.text(CODES));
    return List.of(Cells.row((long) Optimization.of(directory.table()).run(codes)));
  }
}
