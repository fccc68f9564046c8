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
package io.vectordb.spark.search;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.spark.plan.Scala;
import io.vectordb.spark.schema.NearestName;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;

/** Finds the column of vectors among those of a table. */
final class VectorColumn {
  private VectorColumn() {}

  /** The columns that Spark takes this name for. */
  static List<Attribute> called(String name, LogicalPlan rows) {
    return Scala.list(rows.output()).stream()
        .filter(column -> (boolean) SQLConf.get().resolver().apply(column.name(), name))
        .toList();
  }

  /** The column that {@code vector_column} names. */
  static Attribute named(String name, LogicalPlan table) {
    List<Attribute> found = called(name, table);
    List<String> names = Scala.list(table.output()).stream().map(Attribute::name).toList();
    if (found.isEmpty()) {
      throw SearchParameter.error(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          SearchParameter.VECTOR_COLUMN.label()
              + " is '"
              + name
              + "', which the table does not have. Did you mean '"
              + NearestName.of(name, names)
              + "'? Its columns are "
              + names);
    } else if (found.size() > 1) {
      throw SearchParameter.error(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          SearchParameter.VECTOR_COLUMN.label()
              + " is '"
              + name
              + "', which the table has "
              + found.size()
              + " times; rename one of them in TABLE(SELECT ...)");
    }
    Attribute column = found.get(0);
    if (!VectorDataType.isArgument(column.dataType())) {
      throw SearchParameter.error(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          SearchParameter.VECTOR_COLUMN.label()
              + " is '"
              + name
              + "' of type "
              + column.dataType().sql()
              + "; name a column of ARRAY<FLOAT>, ARRAY<DOUBLE>, BINARY or ML Vectors");
    }
    return column;
  }

  /**
   * The only column of vectors. A BINARY may be anything, so it counts if there is no other vector.
   */
  static Attribute onlyOneOf(LogicalPlan rows, SearchParameter parameter) {
    List<Attribute> sure = ofType(rows, kind -> kind != VectorDataType.PACKED);
    List<Attribute> found = sure.isEmpty() ? ofType(rows, kind -> true) : sure;
    if (found.size() == 1) {
      return found.get(0);
    }
    String problem =
        found.isEmpty()
            ? "has no column of ARRAY<FLOAT>, ARRAY<DOUBLE>, BINARY or ML Vectors; its columns are "
                + Scala.list(rows.output()).stream()
                    .map(column -> column.name() + " " + column.dataType().sql())
                    .toList()
            : "has "
                + found.size()
                + " columns of vectors, "
                + found.stream().map(Attribute::name).toList()
                + (parameter == SearchParameter.TABLE
                    ? "; say which one is searched, as in vector_column => '"
                        + found.get(0).name()
                        + "'"
                    : "; leave one of them, as in TABLE(SELECT id, "
                        + found.get(0).name()
                        + " FROM ...)");
    throw SearchParameter.error(
        ErrorCondition.VECTORDB_COLUMN_INVALID, parameter.label() + " " + problem);
  }

  private static List<Attribute> ofType(LogicalPlan rows, Predicate<VectorDataType> kinds) {
    return Scala.list(rows.output()).stream()
        .filter(column -> isVector(column.dataType(), kinds))
        .toList();
  }

  private static boolean isVector(DataType type, Predicate<VectorDataType> kinds) {
    VectorDataType kind = VectorDataType.of(type);
    return kind != null && kinds.test(kind);
  }
}
