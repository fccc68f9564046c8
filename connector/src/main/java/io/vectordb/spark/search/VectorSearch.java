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
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.spark.plan.Scala;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;

/**
 * The table function {@code vector_search}. A call of it becomes the plan of the query that one
 * would write without it.
 */
public final class VectorSearch {
  static final String NAME = "vector_search";

  private static final String USAGE =
      "_FUNC_(table, query_vector, vector_column, k, metric, filter, lower_bound, upper_bound) - the"
          + " k rows of a table whose vectors are best by a metric, with a column _score or"
          + " _distance. table is TABLE(name) or TABLE(SELECT ...), query_vector a vector or a TABLE"
          + " of them; the others may be left out";

  private VectorSearch() {}

  /** What {@code SparkSessionExtensions.injectTableFunction} takes. */
  public static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, LogicalPlan>>
      function() {
    String none = "";
    ExpressionInfo info =
        new ExpressionInfo(
            VectorSearch.class.getName(),
            null,
            NAME,
            USAGE,
            none,
            none,
            none,
            none,
            none,
            none,
            none);
    return new Tuple3<>(
        new FunctionIdentifier(NAME),
        info,
        arguments -> SparkErrors.translating(() -> plan(Scala.list(arguments))));
  }

  /** Whether a call by this name is one of this function, and not of one in a catalog. */
  static boolean isNamed(List<String> nameParts) {
    int last = nameParts.size() - 1;
    return nameParts.get(last).equalsIgnoreCase(NAME)
        && (last == 0 || nameParts.get(last - 1).equalsIgnoreCase("builtin"));
  }

  private static LogicalPlan plan(List<Expression> expressions) {
    SearchArguments arguments = SearchArguments.of(expressions);
    LogicalPlan table = table(arguments);
    Expression query = arguments.required(SearchParameter.QUERY_VECTOR, "array(0.1F, 0.7F)");
    Optional<LogicalPlan> queries = SearchArguments.rows(SearchParameter.QUERY_VECTOR, query);
    if (queries.isEmpty()) {
      requireVector(query);
    }
    Attribute vector =
        arguments
            .text(SearchParameter.VECTOR_COLUMN)
            .map(name -> VectorColumn.named(name, table))
            .orElseGet(() -> VectorColumn.onlyOneOf(table, SearchParameter.TABLE));
    Ranking ranking = Ranking.of(arguments);
    requireNoColumn(table, ranking.column(), SearchParameter.TABLE);
    queries.ifPresent(
        rows -> requireNoColumn(rows, ranking.column(), SearchParameter.QUERY_VECTOR));
    return queries
        .map(rows -> ManyQueries.plan(rows, table, vector, ranking))
        .orElseGet(() -> OneQuery.plan(query, table, vector, ranking));
  }

  private static LogicalPlan table(SearchArguments arguments) {
    Expression table = arguments.required(SearchParameter.TABLE, "TABLE(features)");
    Optional<LogicalPlan> rows = SearchArguments.rows(SearchParameter.TABLE, table);
    if (rows.isEmpty()) {
      throw SearchParameter.TABLE.invalid(
          "is " + SearchParameter.shown(table) + "; pass TABLE(name) or TABLE(SELECT ...)");
    }
    arguments.requireNone(
        SearchParameter.FILTER, "cannot be read here; pass a condition, or a literal text of one");
    return rows.get();
  }

  private static void requireVector(Expression query) {
    if (!VectorDataType.isArgument(query.dataType())) {
      throw SearchParameter.QUERY_VECTOR.invalid(
          "is "
              + SearchParameter.shown(query)
              + " of type "
              + query.dataType().sql()
              + "; pass an ARRAY<FLOAT>, an ARRAY<DOUBLE>, a BINARY of packed floats or an ML Vector,"
              + " or a TABLE of them");
    }
  }

  private static void requireNoColumn(LogicalPlan rows, String name, SearchParameter parameter) {
    if (!VectorColumn.called(name, rows).isEmpty()) {
      throw SearchParameter.error(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          parameter.label()
              + " has a column "
              + name
              + ", which is what the result's is called; leave it out or rename it, as in TABLE(SELECT"
              + " * EXCEPT ("
              + name
              + ") FROM ...)");
    }
  }
}
