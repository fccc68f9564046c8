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
package io.vectordb.spark.schema;

import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.spark.functions.VectorFunctions;
import io.vectordb.spark.plan.WideningCast;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Filter.Position;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.spark.sql.connector.expressions.Cast;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.UserDefinedScalarFunc;
import org.apache.spark.sql.connector.expressions.filter.AlwaysFalse;
import org.apache.spark.sql.connector.expressions.filter.AlwaysTrue;
import org.apache.spark.sql.connector.expressions.filter.And;
import org.apache.spark.sql.connector.expressions.filter.Not;
import org.apache.spark.sql.connector.expressions.filter.Or;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Translates Spark's predicates into the table's filters. What it translates, the scan enforces
 * completely; what it does not, Spark evaluates after the scan.
 *
 * <p>A score function that arrives as a function of a catalog, because no session extension has
 * turned it into a column, becomes one more score column here.
 */
public final class PredicateTranslator {
  private static final String HIDDEN_PREFIX = "_pushed_score_";

  private final TableSchema schema;
  private final StructType sparkSchema;
  private final List<ScoreColumn> scores;

  public PredicateTranslator(TableSchema schema, StructType sparkSchema, List<ScoreColumn> scores) {
    this.schema = schema;
    this.sparkSchema = sparkSchema;
    this.scores = new ArrayList<>(scores);
  }

  /** The table's score columns and those that translation has added. */
  public List<ScoreColumn> scores() {
    return List.copyOf(scores);
  }

  /** The filter that all of {@code predicates} are, or nothing if the table cannot evaluate one. */
  public Optional<Filter> translateAll(Predicate[] predicates) {
    List<Filter> filters = new ArrayList<>();
    for (Predicate predicate : predicates) {
      Optional<Filter> filter = translate(predicate);
      if (filter.isEmpty()) {
        return Optional.empty();
      }
      filters.add(filter.get());
    }
    return Optional.of(Filter.all(filters));
  }

  /** The filter that {@code predicate} is, or nothing if the table cannot evaluate it. */
  public Optional<Filter> translate(Predicate predicate) {
    if (predicate instanceof AlwaysTrue) {
      return Optional.of(new Filter.Constant(true));
    } else if (predicate instanceof AlwaysFalse) {
      return Optional.of(new Filter.Constant(false));
    } else if (predicate instanceof And and) {
      return both(and.left(), and.right(), Filter.And::new);
    } else if (predicate instanceof Or or) {
      return both(or.left(), or.right(), Filter.Or::new);
    } else if (predicate instanceof Not not) {
      return translate(not.child()).map(Filter.Not::new);
    }
    Expression[] children = predicate.children();
    return switch (predicate.name()) {
      case "IS_NULL" -> anyColumn(children[0]).map(Filter.IsNull::new);
      case "IS_NOT_NULL" -> anyColumn(children[0]).map(Filter.IsNull::new).map(Filter.Not::new);
      case "=", "<>", "<", "<=", ">", ">=" ->
          compare(operator(predicate.name()), children[0], children[1]);
      case "<=>" -> nullSafeEqual(children[0], children[1]);
      case "IN" -> in(children);
      case "STARTS_WITH" -> matches(Position.PREFIX, children);
      case "ENDS_WITH" -> matches(Position.SUFFIX, children);
      case "CONTAINS" -> matches(Position.ANYWHERE, children);
      default -> Optional.empty();
    };
  }

  /** The score column that {@code expression} is, or nothing. */
  public Optional<String> score(Expression expression) {
    if (expression instanceof NamedReference reference && reference.fieldNames().length == 1) {
      String name = reference.fieldNames()[0];
      return scores.stream().map(ScoreColumn::name).filter(name::equals).findFirst();
    } else if (expression instanceof UserDefinedScalarFunc call) {
      return VectorFunctions.measure(call.canonicalName())
          .flatMap(measure -> hiddenScore(measure, call.children()));
    }
    return Optional.empty();
  }

  private Optional<String> hiddenScore(Measure measure, Expression[] arguments) {
    boolean columnFirst = arguments[0] instanceof NamedReference;
    Expression column = arguments[columnFirst ? 0 : 1];
    Expression query = arguments[columnFirst ? 1 : 0];
    if (!(column instanceof NamedReference reference) || !(query instanceof Literal<?> literal)) {
      return Optional.empty();
    }
    Optional<VectorColumn> vector = schema.vectorColumn(String.join(".", reference.fieldNames()));
    VectorDataType dataType = VectorDataType.of(literal.dataType());
    double[] values = dataType == null ? null : dataType.read(literal.value());
    boolean fits =
        vector.isPresent()
            && values != null
            && (!vector.get().isDetermined() || vector.get().dimension() == values.length);
    if (!fits) {
      // Evaluated after the scan, which gives NULL, or the error that names the dimensions.
      return Optional.empty();
    }
    ScoreColumn wanted =
        new ScoreColumn(
            HIDDEN_PREFIX + scores.size(), vector.get().name(), measure, values, Precision.DOUBLE);
    Optional<ScoreColumn> known = wanted.among(scores);
    if (known.isEmpty()) {
      scores.add(wanted);
    }
    return Optional.of(known.orElse(wanted).name());
  }

  private interface Combine {
    Filter of(Filter left, Filter right);
  }

  private Optional<Filter> both(Predicate left, Predicate right, Combine combine) {
    return translate(left).flatMap(l -> translate(right).map(r -> combine.of(l, r)));
  }

  private static Operator operator(String name) {
    return switch (name) {
      case "=" -> Operator.EQUAL;
      case "<>" -> Operator.NOT_EQUAL;
      case "<" -> Operator.LESS;
      case "<=" -> Operator.LESS_OR_EQUAL;
      case ">" -> Operator.GREATER;
      default -> Operator.GREATER_OR_EQUAL;
    };
  }

  private Optional<Filter> compare(Operator operator, Expression left, Expression right) {
    Optional<Operand> operand = operand(left);
    if (operand.isPresent()) {
      return literal(operand.get(), right)
          .map(value -> new Compare(operand.get().name, operator, value));
    }
    Optional<Operand> flipped = operand(right);
    return flipped.flatMap(
        o -> literal(o, left).map(value -> new Compare(o.name, operator.flipped(), value)));
  }

  private Optional<Filter> nullSafeEqual(Expression left, Expression right) {
    Optional<Operand> operand = operand(left);
    if (operand.isEmpty()) {
      return Optional.empty();
    }
    Filter isNull = new Filter.IsNull(operand.get().name);
    if (right instanceof Literal<?> literal && literal.value() == null) {
      return Optional.of(isNull);
    }
    return literal(operand.get(), right)
        .map(value -> new Compare(operand.get().name, Operator.EQUAL, value))
        .map(equal -> new Filter.And(new Filter.Not(isNull), equal));
  }

  private Optional<Filter> in(Expression[] children) {
    Optional<Operand> operand = operand(children[0]);
    if (operand.isEmpty()) {
      return Optional.empty();
    }
    List<Object> literals = new ArrayList<>();
    for (int i = 1; i < children.length; i++) {
      Optional<Object> literal = literal(operand.get(), children[i]);
      if (literal.isEmpty()) {
        return Optional.empty();
      }
      literals.add(literal.get());
    }
    return Optional.of(new Filter.In(operand.get().name, literals));
  }

  private Optional<Filter> matches(Position position, Expression[] children) {
    return operand(children[0])
        .filter(operand -> operand.kind == ScalarKind.STRING)
        .flatMap(
            operand ->
                literal(operand, children[1])
                    .map(text -> new Filter.Matches(operand.name, position, (String) text)));
  }

  /** A column or score that can be compared. */
  private record Operand(String name, ScalarKind kind) {}

  private Optional<Operand> operand(Expression expression) {
    Expression uncast = withoutWidening(expression);
    Optional<String> score = score(uncast);
    if (score.isPresent()) {
      return score.map(name -> new Operand(name, ScalarKind.DOUBLE));
    }
    if (!(uncast instanceof NamedReference reference) || reference.fieldNames().length != 1) {
      return Optional.empty();
    }
    String name = reference.fieldNames()[0];
    Optional<Field> field = schema.field(name);
    if (field.isEmpty() || TableSchema.vectorColumn(field.get()).isPresent()) {
      return Optional.empty();
    }
    return ScalarKind.of(field.get())
        .filter(kind -> TextComparison.isOfStoredValues(sparkSchema.apply(name).dataType()))
        .map(kind -> new Operand(name, kind));
  }

  private static Expression withoutWidening(Expression expression) {
    return expression instanceof Cast cast
            && WideningCast.isOf(cast.expressionDataType(), cast.dataType())
        ? cast.expression()
        : expression;
  }

  private Optional<String> anyColumn(Expression expression) {
    Optional<String> score = score(expression);
    if (score.isPresent()) {
      return score;
    }
    return expression instanceof NamedReference reference
            && reference.fieldNames().length == 1
            && schema.field(reference.fieldNames()[0]).isPresent()
        ? Optional.of(reference.fieldNames()[0])
        : Optional.empty();
  }

  private static Optional<Object> literal(Operand operand, Expression expression) {
    if (expression instanceof AlwaysTrue || expression instanceof AlwaysFalse) {
      return operand.kind == ScalarKind.BOOLEAN
          ? Optional.of(expression instanceof AlwaysTrue)
          : Optional.empty();
    }
    return expression instanceof Literal<?> literal && literal.value() != null
        ? Optional.ofNullable(scalar(operand.kind, literal.value()))
        : Optional.empty();
  }

  /**
   * A value in Spark's internal form as one of {@link io.vectordb.table.schema.Scalars}; null if it
   * is another type, or a text that is no UTF-8.
   */
  public static Object scalar(ScalarKind kind, Object value) {
    return switch (kind) {
      case BOOLEAN -> value instanceof Boolean ? value : null;
      case LONG ->
          value instanceof Number n && !(n instanceof Double) && !(n instanceof Float)
              ? (Object) n.longValue()
              : null;
      case DOUBLE -> value instanceof Number n ? (Object) n.doubleValue() : null;
      case DECIMAL -> value instanceof Decimal d ? d.toJavaBigDecimal() : null;
      case STRING -> value instanceof UTF8String s && s.isValid() ? s.toString() : null;
      case BINARY -> value instanceof byte[] ? value : null;
    };
  }
}
