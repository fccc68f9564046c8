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
import io.vectordb.spark.plan.Scala;
import io.vectordb.spark.schema.NearestName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FunctionTableSubqueryArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * What {@code vector_search} was called with. An optional argument that is NULL is one that is left
 * out.
 */
record SearchArguments(Map<SearchParameter, Expression> values) {
  /**
   * Arguments with their types known.
   *
   * @throws VectorDbException if one is unknown, is given twice, or has no name behind one that has
   */
  static SearchArguments of(List<Expression> arguments) {
    Map<SearchParameter, Expression> values = new EnumMap<>(SearchParameter.class);
    boolean byName = false;
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      if (byName && !(argument instanceof NamedArgumentExpression)) {
        throw SearchParameter.error(
            ErrorCondition.VECTORDB_ARGUMENT_INVALID,
            "argument "
                + (i + 1)
                + ", "
                + SearchParameter.shown(argument)
                + ", has no name but follows one that has; give it its name too");
      }
      byName = argument instanceof NamedArgumentExpression;
      SearchParameter parameter = parameter(i, argument);
      if (values.put(parameter, value(argument)) != null) {
        throw parameter.invalid("is given twice; leave one of them out");
      }
    }
    return new SearchArguments(values);
  }

  private static SearchParameter parameter(int position, Expression argument) {
    List<String> labels = SearchParameter.labels();
    if (argument instanceof NamedArgumentExpression named) {
      return SearchParameter.named(named.key())
          .orElseThrow(
              () ->
                  SearchParameter.error(
                      ErrorCondition.VECTORDB_ARGUMENT_INVALID,
                      "there is no argument "
                          + named.key()
                          + ". Did you mean "
                          + NearestName.of(named.key(), labels)
                          + "? The arguments are "
                          + labels));
    } else if (position >= labels.size()) {
      throw SearchParameter.error(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "argument " + (position + 1) + " is one too many; the arguments are " + labels);
    }
    return SearchParameter.values()[position];
  }

  private static Expression value(Expression argument) {
    return argument instanceof NamedArgumentExpression named ? named.value() : argument;
  }

  /** An argument that has to be there. */
  Expression required(SearchParameter parameter, String example) {
    Expression value = values.get(parameter);
    if (value == null) {
      throw parameter.invalid("is missing; pass it, as in " + parameter.label() + " => " + example);
    }
    return value;
  }

  /** Refuses an argument that ought to have been dealt with. */
  void requireNone(SearchParameter parameter, String problem) {
    Expression value = values.get(parameter);
    if (value != null && !(value.dataType() instanceof NullType)) {
      throw parameter.invalid("is " + SearchParameter.shown(value) + ", which " + problem);
    }
  }

  /** The rows of an argument that is a table, if it is one. */
  static Optional<LogicalPlan> rows(SearchParameter parameter, Expression value) {
    if (!(value instanceof FunctionTableSubqueryArgumentExpression table)) {
      return Optional.empty();
    } else if (table.hasRepartitioning() || !table.orderByExpressions().isEmpty()) {
      throw parameter.invalid(
          "has a PARTITION BY, ORDER BY or WITH SINGLE PARTITION, which a search does not depend"
              + " on; leave it out");
    }
    return Optional.of(table.plan());
  }

  /** A text. */
  Optional<String> text(SearchParameter parameter) {
    return constant(parameter, StringType.class, "a text").map(Object::toString);
  }

  /** A whole number from {@code min} to {@code max}. */
  Optional<Integer> integer(SearchParameter parameter, int min, int max) {
    String wanted = "a whole number from " + min + " to " + max;
    Optional<Long> value =
        constant(parameter, IntegralType.class, wanted)
            .map(number -> ((Number) number).longValue());
    value.ifPresent(
        number -> {
          if (number < min || number > max) {
            throw parameter.invalid("is " + number + "; pass " + wanted);
          }
        });
    return value.map(Long::intValue);
  }

  /** A number. */
  Optional<Double> number(SearchParameter parameter) {
    Expression value = values.get(parameter);
    return constant(parameter, NumericType.class, "a number")
        .map(any -> (Double) new Cast(value, DataTypes.DoubleType, Scala.none()).eval(null));
  }

  private Optional<Object> constant(
      SearchParameter parameter, Class<? extends DataType> type, String wanted) {
    Expression value = values.get(parameter);
    if (value == null || value.dataType() instanceof NullType) {
      return Optional.empty();
    } else if (!type.isInstance(value.dataType())) {
      throw parameter.invalid(
          "is "
              + SearchParameter.shown(value)
              + " of type "
              + value.dataType().sql()
              + "; pass "
              + wanted);
    } else if (!value.foldable()) {
      throw parameter.invalid(
          "is " + SearchParameter.shown(value) + ", which is no constant; pass " + wanted);
    }
    return Optional.ofNullable(value.eval(null));
  }
}
