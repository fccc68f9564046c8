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
import io.vectordb.spark.errors.SparkErrors;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Something to be done with a table by {@code CALL}; its first argument says with which one. */
abstract class TableProcedure implements UnboundProcedure {
  static final String TABLE = "table";

  /** What parameters were called in earlier releases; calls by that name are understood. */
  private static final Map<String, String> OLD_NAMES = Map.of("codes", "encoder");

  private final String name;
  private final String description;
  private final StructType result;
  private final ProcedureParameter[] parameters;
  private final Function<String, TableDirectory> tables;

  TableProcedure(
      String name,
      String description,
      Function<String, TableDirectory> tables,
      StructType result,
      ProcedureParameter... own) {
    this.name = name;
    this.description = description;
    this.tables = tables;
    this.result = result;
    this.parameters =
        Stream.concat(
                Stream.of(
                    ProcedureParameter.in(TABLE, DataTypes.StringType)
                        .comment("The table's name in this catalog or in Spark's own, or its path")
                        .build()),
                Stream.of(own))
            .toArray(ProcedureParameter[]::new);
  }

  /** A parameter that may be left out. */
  static ProcedureParameter optional(String name, DataType type, String comment) {
    return ProcedureParameter.in(name, type).defaultValue("NULL").comment(comment).build();
  }

  /** Does the work and returns rows of the result. */
  abstract List<InternalRow> run(TableDirectory directory, Arguments arguments);

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  /**
   * Spark casts arguments to the parameters' types, but not from one kind of interval to another.
   */
  @Override
  public BoundProcedure bind(StructType inputType) {
    ProcedureParameter[] bound = parameters.clone();
    for (int i = 0; i < bound.length; i++) {
      bound[i] = asCalled(inputType, bound[i]);
      if (bound[i].dataType() instanceof DayTimeIntervalType) {
        bound[i] = withTypeOf(argument(inputType, i), bound[i]);
      }
    }
    return new Bound(bound);
  }

  /** The parameter, under its old name if the call has an argument of that. */
  private static ProcedureParameter asCalled(StructType inputType, ProcedureParameter parameter) {
    String oldName = OLD_NAMES.get(parameter.name());
    return oldName != null && isNamed(inputType, oldName)
        ? optional(oldName, parameter.dataType(), parameter.comment())
        : parameter;
  }

  private static boolean isNamed(StructType inputType, String name) {
    return Arrays.stream(inputType.fields())
        .anyMatch(field -> isByName(field) && field.name().equalsIgnoreCase(name));
  }

  private static boolean isByName(StructField argument) {
    return argument.metadata().contains(ProcedureParameter.BY_NAME_METADATA_KEY);
  }

  /** The argument for a parameter: the one of its name, else the one in its place. */
  private Optional<StructField> argument(StructType inputType, int parameter) {
    for (int i = 0; i < inputType.length(); i++) {
      StructField field = inputType.fields()[i];
      if (isByName(field)
          ? field.name().equalsIgnoreCase(parameters[parameter].name())
          : i == parameter) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  private static ProcedureParameter withTypeOf(
      Optional<StructField> argument, ProcedureParameter parameter) {
    return argument
        .map(StructField::dataType)
        .filter(DayTimeIntervalType.class::isInstance)
        .map(type -> optional(parameter.name(), type, parameter.comment()))
        .orElse(parameter);
  }

  /** The procedure for arguments of certain types. */
  private final class Bound implements BoundProcedure {
    private final ProcedureParameter[] bound;

    Bound(ProcedureParameter[] bound) {
      this.bound = bound;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ProcedureParameter[] parameters() {
      return bound.clone();
    }

    @Override
    public boolean isDeterministic() {
      return false;
    }

    @Override
    public Iterator<Scan> call(InternalRow input) {
      return SparkErrors.translating(() -> results(input));
    }

    private Iterator<Scan> results(InternalRow input) {
      Arguments arguments = new Arguments(parameters, input);
      TableDirectory directory = tables.apply(arguments.text(TABLE));
      InternalRow[] rows = run(directory, arguments).toArray(InternalRow[]::new);
      return List.<Scan>of(new Result(result, rows)).iterator();
    }
  }

  private record Result(StructType readSchema, InternalRow[] rows) implements LocalScan {}
}
