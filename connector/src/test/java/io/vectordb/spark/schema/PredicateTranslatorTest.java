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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Filter.Position;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.schema.TableSchema;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.connector.expressions.Cast;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.FieldReference;
import org.apache.spark.sql.connector.expressions.LiteralValue;
import org.apache.spark.sql.connector.expressions.UserDefinedScalarFunc;
import org.apache.spark.sql.connector.expressions.filter.AlwaysFalse;
import org.apache.spark.sql.connector.expressions.filter.AlwaysTrue;
import org.apache.spark.sql.connector.expressions.filter.And;
import org.apache.spark.sql.connector.expressions.filter.Not;
import org.apache.spark.sql.connector.expressions.filter.Or;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredicateTranslatorTest {
  private static final StructType COLUMNS =
      StructType.fromDDL(
          "id BIGINT, n INT, d DOUBLE, ok BOOLEAN, price DECIMAL(10, 2), name STRING,"
              + " folded STRING COLLATE UTF8_LCASE, s STRUCT<a: INT>, v ARRAY<FLOAT>");

  private static final TableSchema TABLE =
      SchemaMapping.toTable(COLUMNS, VectorOptions.of(Map.of("dimension", "2")));

  private static final Filter IS_SEVEN = new Compare("id", Operator.EQUAL, 7L);

  private final PredicateTranslator translator = new PredicateTranslator(TABLE, COLUMNS, List.of());

  private static Expression column(String name) {
    return FieldReference.column(name);
  }

  private static Expression number(long value) {
    return new LiteralValue<>(value, DataTypes.LongType);
  }

  private static Expression text(String value) {
    return new LiteralValue<>(UTF8String.fromString(value), DataTypes.StringType);
  }

  private static Predicate predicate(String name, Expression... children) {
    return new Predicate(name, children);
  }

  private static Expression dotProduct(float... query) {
    Expression literal =
        new LiteralValue<>(
            UnsafeArrayData.fromPrimitiveArray(query),
            DataTypes.createArrayType(DataTypes.FloatType, false));
    return new UserDefinedScalarFunc(
        "dot_product", "vectordb.dot_product", new Expression[] {column("v"), literal});
  }

  private void assertFilter(Filter expected, Predicate predicate) {
    assertEquals(Optional.of(expected), translator.translate(predicate));
  }

  private void assertLeftToSpark(Predicate predicate) {
    assertEquals(Optional.empty(), translator.translate(predicate), predicate.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "=, EQUAL, EQUAL",
    "<>, NOT_EQUAL, NOT_EQUAL",
    "<, LESS, GREATER",
    "<=, LESS_OR_EQUAL, GREATER_OR_EQUAL",
    ">, GREATER, LESS",
    ">=, GREATER_OR_EQUAL, LESS_OR_EQUAL"
  })
  void comparisonsStandOnEitherSide(String name, Operator operator, Operator flipped) {
    assertFilter(new Compare("id", operator, 7L), predicate(name, column("id"), number(7)));
    assertFilter(new Compare("id", flipped, 7L), predicate(name, number(7), column("id")));
  }

  @Test
  void literalsHaveTheTypeOfTheColumn() {
    assertFilter(
        new Compare("n", Operator.EQUAL, 7L),
        predicate("=", column("n"), new LiteralValue<>(7, DataTypes.IntegerType)));
    assertFilter(
        new Compare("d", Operator.EQUAL, 7.0),
        predicate("=", column("d"), new LiteralValue<>(7.0, DataTypes.DoubleType)));
    assertFilter(
        new Compare("price", Operator.EQUAL, new BigDecimal("7.50")),
        predicate(
            "=",
            column("price"),
            new LiteralValue<>(Decimal.apply("7.50"), DataTypes.createDecimalType(10, 2))));
    assertFilter(
        new Compare("name", Operator.EQUAL, "seven"),
        predicate("=", column("name"), text("seven")));
    assertFilter(
        new Compare("ok", Operator.EQUAL, true), predicate("=", column("ok"), new AlwaysTrue()));
    assertLeftToSpark(predicate("=", column("name"), number(7)));
    assertLeftToSpark(predicate("=", column("id"), text("seven")));
    assertLeftToSpark(predicate("=", column("id"), new LiteralValue<>(null, DataTypes.LongType)));
  }

  @Test
  void wideningOfAColumnChangesNoComparison() {
    Expression wide = new Cast(column("n"), DataTypes.IntegerType, DataTypes.LongType);
    Expression narrow = new Cast(column("id"), DataTypes.LongType, DataTypes.IntegerType);
    assertFilter(new Compare("n", Operator.EQUAL, 7L), predicate("=", wide, number(7)));
    assertLeftToSpark(predicate("=", narrow, number(7)));
  }

  @Test
  void nullsAreAskedForOfEveryColumn() {
    Filter isNull = new Filter.IsNull("v");
    assertFilter(isNull, predicate("IS_NULL", column("v")));
    assertFilter(new Filter.Not(isNull), predicate("IS_NOT_NULL", column("v")));
    assertFilter(
        new Filter.IsNull("id"),
        predicate("<=>", column("id"), new LiteralValue<>(null, DataTypes.LongType)));
    assertFilter(
        new Filter.And(new Filter.Not(new Filter.IsNull("id")), IS_SEVEN),
        predicate("<=>", column("id"), number(7)));
    assertLeftToSpark(predicate("IS_NULL", column("unknown")));
  }

  @Test
  void listsAndPartsOfTexts() {
    assertFilter(
        new Filter.In("id", List.of(7L, 8L)), predicate("IN", column("id"), number(7), number(8)));
    assertLeftToSpark(
        predicate("IN", column("id"), number(7), new LiteralValue<>(null, DataTypes.LongType)));
    assertFilter(
        new Filter.Matches("name", Position.PREFIX, "se"),
        predicate("STARTS_WITH", column("name"), text("se")));
    assertFilter(
        new Filter.Matches("name", Position.SUFFIX, "en"),
        predicate("ENDS_WITH", column("name"), text("en")));
    assertFilter(
        new Filter.Matches("name", Position.ANYWHERE, "ve"),
        predicate("CONTAINS", column("name"), text("ve")));
  }

  @Test
  void conditionsAreCombined() {
    Predicate seven = predicate("=", column("id"), number(7));
    Predicate other = predicate("ABS", column("id"));
    assertFilter(new Filter.And(IS_SEVEN, IS_SEVEN), new And(seven, seven));
    assertFilter(new Filter.Or(IS_SEVEN, IS_SEVEN), new Or(seven, seven));
    assertFilter(new Filter.Not(IS_SEVEN), new Not(seven));
    assertFilter(new Filter.Constant(true), new AlwaysTrue());
    assertFilter(new Filter.Constant(false), new AlwaysFalse());
    assertLeftToSpark(new And(seven, other));
    assertLeftToSpark(new Or(other, seven));
    assertLeftToSpark(new Not(other));
  }

  @Test
  void allPredicatesOrNone() {
    Predicate seven = predicate("=", column("id"), number(7));
    Predicate isNull = predicate("IS_NULL", column("d"));
    Predicate other = predicate("ABS", column("id"));
    assertEquals(
        Optional.of(Filter.all(List.of(IS_SEVEN, new Filter.IsNull("d")))),
        translator.translateAll(new Predicate[] {seven, isNull}));
    assertEquals(Optional.empty(), translator.translateAll(new Predicate[] {seven, other}));
    assertEquals(Optional.of(new Filter.Constant(true)), translator.translateAll(new Predicate[0]));
  }

  @Test
  void whatTheTableComparesOtherwiseIsLeftToSpark() {
    assertLeftToSpark(predicate("=", column("folded"), text("a")));
    assertLeftToSpark(predicate("=", Expressions.column("s.a"), number(7)));
    assertLeftToSpark(predicate("=", column("v"), number(7)));
    assertLeftToSpark(predicate("=", column("unknown"), number(7)));
    assertLeftToSpark(predicate("=", column("id"), column("id")));
  }

  @Test
  void aScoreIsComputedOnceForEqualQueries() {
    Expression half = new LiteralValue<>(0.5, DataTypes.DoubleType);
    Filter first = new Compare("_pushed_score_0", Operator.GREATER, 0.5);
    assertFilter(first, predicate(">", dotProduct(1, 0), half));
    assertFilter(first, predicate(">", dotProduct(1, 0), half));
    assertFilter(
        new Compare("_pushed_score_1", Operator.GREATER, 0.5),
        predicate(">", dotProduct(0, 1), half));
    List<ScoreColumn> scores = translator.scores();
    assertEquals(
        List.of("_pushed_score_0", "_pushed_score_1"),
        scores.stream().map(ScoreColumn::name).toList());
    assertEquals(
        List.of(Measure.DOT_PRODUCT),
        scores.stream().map(ScoreColumn::measure).distinct().toList());
    assertArrayEquals(new double[] {0, 1}, scores.get(1).query());
  }

  @Test
  void aQueryOfAnotherDimensionIsLeftToSpark() {
    assertLeftToSpark(
        predicate(">", dotProduct(1, 0, 0), new LiteralValue<>(0.5, DataTypes.DoubleType)));
    assertEquals(List.of(), translator.scores());
  }

  @Test
  void scoresOfThePlanAreColumns() {
    assertFilterOfPlan("_score_0");
  }

  private static void assertFilterOfPlan(String name) {
    PredicateTranslator first = new PredicateTranslator(TABLE, COLUMNS, List.of());
    Expression half = new LiteralValue<>(0.5, DataTypes.DoubleType);
    first.translate(predicate(">", dotProduct(1, 0), half));
    List<ScoreColumn> planned = first.scores().stream().map(score -> score.named(name)).toList();
    PredicateTranslator second = new PredicateTranslator(TABLE, COLUMNS, planned);
    Filter expected = new Compare(name, Operator.GREATER, 0.5);
    for (Expression score : Arrays.asList(column(name), dotProduct(1, 0))) {
      assertEquals(Optional.of(expected), second.translate(predicate(">", score, half)));
    }
    assertEquals(planned, second.scores());
  }
}
