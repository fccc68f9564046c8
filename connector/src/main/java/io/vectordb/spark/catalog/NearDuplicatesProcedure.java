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
import io.vectordb.spark.duplicates.NearDuplicates;
import io.vectordb.spark.duplicates.Similarity;
import io.vectordb.table.filter.Measure;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the groups of rows that are connected by pairs of like vectors.
 *
 * <p>Spark takes results of procedures as rows on the driver only. So the groups, of which there
 * may be any number, are written to a table, and the result is how many there are.
 */
final class NearDuplicatesProcedure extends TableProcedure {
  private static final String COLUMN = "column";
  private static final String THRESHOLD = "threshold";
  private static final String INTO = "into";
  private static final String KEY = "key";
  private static final String METRIC = "metric";

  private static final StructType RESULT =
      new StructType()
          .add("groups", DataTypes.LongType, false)
          .add("rows", DataTypes.LongType, false)
          .add("duplicates", DataTypes.LongType, false)
          .add("largest_group", DataTypes.LongType, false)
          .add("rounds", DataTypes.IntegerType, false);

  private final String catalog;

  NearDuplicatesProcedure(String catalog, Function<String, TableDirectory> tables) {
    super(
        "near_duplicates",
        "Finds the groups of rows that are connected by pairs of like vectors",
        tables,
        RESULT,
        ProcedureParameter.in(COLUMN, DataTypes.StringType)
            .comment("The column of vectors")
            .build(),
        ProcedureParameter.in(THRESHOLD, DataTypes.DoubleType)
            .comment("The least score of a pair, or its largest distance")
            .build(),
        optional(INTO, DataTypes.StringType, "The table that gets the groups; none if NULL"),
        optional(
            KEY,
            DataTypes.StringType,
            "The columns that tell rows apart, with commas between them; where a row is stored if"
                + " NULL"),
        ProcedureParameter.in(METRIC, DataTypes.StringType)
            .defaultValue("'" + Measure.COSINE_SIMILARITY.label() + "'")
            .comment("The function that compares two vectors")
            .build());
    this.catalog = catalog;
  }

  @Override
  List<InternalRow> run(TableDirectory directory, Arguments arguments) {
    Measure measure = Similarity.measure(arguments.text(METRIC));
    Similarity similarity = new Similarity(measure, threshold(arguments));
    Optional<ResultTable> into =
        arguments.optionalText(INTO).map(name -> ResultTable.of(name, catalog));
    into.ifPresent(table -> table.requireReplaceable(NearDuplicates.COLUMNS));
    NearDuplicates.Search search =
        new NearDuplicates.Search(
            QuotingUtils.quoteIfNeeded(catalog),
            directory.location(),
            arguments.text(COLUMN),
            similarity,
            key(arguments));
    try (NearDuplicates found = NearDuplicates.find(directory.rows(), search)) {
      into.ifPresent(table -> table.replace(found.groups()));
      NearDuplicates.Counts counts = found.counts();
      return List.of(
          Cells.row(
              counts.groups(),
              counts.rows(),
              counts.duplicates(),
              counts.largestGroup(),
              counts.rounds()));
    }
  }

  private static double threshold(Arguments arguments) {
    return arguments
        .fraction(THRESHOLD)
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_ARGUMENT_INVALID,
                    "Argument " + THRESHOLD + " is NULL, but has to be given"));
  }

  private static List<String> key(Arguments arguments) {
    return arguments.optionalText(KEY).stream()
        .flatMap(names -> Arrays.stream(names.split(",", -1)))
        .map(String::strip)
        .toList();
  }
}
