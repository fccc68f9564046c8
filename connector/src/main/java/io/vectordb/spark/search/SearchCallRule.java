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
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FunctionTableSubqueryArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Looks at calls of {@code vector_search} before Spark looks up names, which it would not do in the
 * columns of an argument. The filter becomes part of the table, so that Spark looks up its columns
 * there; a table's name becomes that table, a column's name a text.
 */
public final class SearchCallRule extends Rule<LogicalPlan> {
  private final SparkSession session;

  public SearchCallRule(SparkSession session) {
    this.session = session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return SparkErrors.translating(() -> plan.resolveOperatorsUp(Scala.rewrite(this::rewrite)));
  }

  private LogicalPlan rewrite(LogicalPlan plan) {
    return plan instanceof UnresolvedTableValuedFunction call
            && VectorSearch.isNamed(Scala.list(call.name()))
        ? new UnresolvedTableValuedFunction(
            call.name(), Scala.seq(arguments(Scala.list(call.functionArgs()))), call.isStreaming())
        : plan;
  }

  private List<Expression> arguments(List<Expression> arguments) {
    List<Expression> rewritten = new ArrayList<>(arguments);
    position(SearchParameter.VECTOR_COLUMN, arguments)
        .ifPresent(
            i -> rewritten.set(i, withValue(arguments.get(i), columnName(value(arguments, i)))));
    Optional<Integer> table = position(SearchParameter.TABLE, arguments);
    table.ifPresent(i -> rewritten.set(i, withValue(arguments.get(i), table(value(arguments, i)))));
    Optional<Integer> filter = position(SearchParameter.FILTER, arguments);
    if (table.isPresent()
        && filter.isPresent()
        && value(rewritten, table.get()) instanceof FunctionTableSubqueryArgumentExpression rows) {
      condition(value(arguments, filter.get()))
          .ifPresent(
              condition -> {
                Expression filtered = rows.withNewPlan(new Filter(condition, rows.plan()));
                rewritten.set(table.get(), withValue(arguments.get(table.get()), filtered));
                Expression none = Literal.create(null, DataTypes.NullType);
                rewritten.set(filter.get(), withValue(arguments.get(filter.get()), none));
              });
    }
    return rewritten;
  }

  /** Where the argument for {@code parameter} is. What is wrong with arguments is told later. */
  private static Optional<Integer> position(SearchParameter parameter, List<Expression> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i) instanceof NamedArgumentExpression named
          ? parameter.label().equalsIgnoreCase(named.key())
          : parameter.ordinal() == i) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static Expression value(List<Expression> arguments, int position) {
    Expression argument = arguments.get(position);
    return argument instanceof NamedArgumentExpression named ? named.value() : argument;
  }

  private static Expression withValue(Expression argument, Expression value) {
    return argument instanceof NamedArgumentExpression named
        ? new NamedArgumentExpression(named.key(), value)
        : value;
  }

  private static Expression columnName(Expression value) {
    return value instanceof UnresolvedAttribute column
        ? Literal.create(String.join(".", Scala.list(column.nameParts())), DataTypes.StringType)
        : value;
  }

  private static Expression table(Expression value) {
    if (value instanceof UnresolvedAttribute name) {
      return relation(Scala.list(name.nameParts()));
    }
    return text(value).map(SearchCallRule::nameParts).map(SearchCallRule::relation).orElse(value);
  }

  private static List<String> nameParts(String name) {
    try {
      return Scala.list(CatalystSqlParser$.MODULE$.parseMultipartIdentifier(name));
    } catch (Exception e) {
      throw unparsed(
          SearchParameter.TABLE,
          "'" + name + "', which is no name of a table; pass TABLE(name) or TABLE(SELECT ...)",
          e);
    }
  }

  private static Expression relation(List<String> nameParts) {
    return new FunctionTableSubqueryArgumentExpression(
        new UnresolvedRelation(Scala.seq(nameParts), CaseInsensitiveStringMap.empty(), false),
        Scala.seq(List.of()),
        NamedExpression$.MODULE$.newExprId(),
        Scala.seq(List.of()),
        false,
        Scala.seq(List.of()),
        Scala.seq(List.of()));
  }

  /** The condition that {@code value} is or says, if there is one. */
  private Optional<Expression> condition(Expression value) {
    Optional<String> text = text(value);
    if (text.isPresent()) {
      return Optional.of(parse(text.get()));
    }
    return value instanceof Literal literal && literal.value() == null
        ? Optional.empty()
        : Optional.of(value);
  }

  private Expression parse(String condition) {
    ParserInterface parser = session.sessionState().sqlParser();
    try {
      return parser.parseExpression(condition);
    } catch (Exception e) {
      throw unparsed(
          SearchParameter.FILTER,
          "'" + condition + "', which is no condition; pass what could follow WHERE",
          e);
    }
  }

  private static Optional<String> text(Expression value) {
    return value instanceof Literal literal
            && literal.dataType() instanceof StringType
            && literal.value() != null
        ? Optional.of(literal.value().toString())
        : Optional.empty();
  }

  /**
   * A text that is not what it has to be.
   *
   * @param cause of any class, because Java does not know that Spark's parser throws its own
   */
  private static VectorDbException unparsed(
      SearchParameter parameter, String problem, Exception cause) {
    String place =
        cause instanceof ParseException parse && parse.getMessageParameters().containsKey("error")
            ? " (syntax error at or near " + parse.getMessageParameters().get("error") + ")"
            : "";
    return new VectorDbException(
        ErrorCondition.VECTORDB_ARGUMENT_INVALID,
        VectorSearch.NAME + ": " + parameter.label() + " is " + problem + place,
        cause);
  }
}
