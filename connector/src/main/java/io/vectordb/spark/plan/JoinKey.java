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
package io.vectordb.spark.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.KnownFloatingPointNormalized;
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;

/**
 * A column of a table that has to equal a value of the other side of a join.
 *
 * @param column perhaps widened in the comparison
 * @param source the value
 */
record JoinKey(String column, Expression source) {
  /**
   * The keys of a join.
   *
   * @param columns of the table
   * @param source the other side
   */
  static List<JoinKey> of(Join join, AttributeSet columns, LogicalPlan source) {
    List<JoinKey> keys = new ArrayList<>();
    if (join.condition().isDefined()) {
      collect(join.condition().get(), columns, source.outputSet(), keys);
    }
    return keys;
  }

  /** The columns with the types in which they are compared. */
  static StructType columns(List<JoinKey> keys) {
    StructType columns = new StructType();
    for (JoinKey key : keys) {
      columns = columns.add(key.column, key.source.dataType());
    }
    return columns;
  }

  private static void collect(
      Expression condition, AttributeSet columns, AttributeSet source, List<JoinKey> keys) {
    if (condition instanceof And and) {
      collect(and.left(), columns, source, keys);
      collect(and.right(), columns, source, keys);
    } else if (condition instanceof EqualTo equal) {
      collect(equal.left(), equal.right(), columns, source, keys);
      collect(equal.right(), equal.left(), columns, source, keys);
    }
  }

  private static void collect(
      Expression column,
      Expression value,
      AttributeSet columns,
      AttributeSet source,
      List<JoinKey> keys) {
    if (uncast(column) instanceof AttributeReference attribute
        && columns.contains(attribute)
        && value.deterministic()
        && value.references().subsetOf(source)) {
      keys.add(new JoinKey(attribute.name(), value));
    }
  }

  /** Without what changes nothing in a comparison by which -0.0 equals 0.0 and NaN itself. */
  private static Expression uncast(Expression expression) {
    if (expression instanceof KnownFloatingPointNormalized known) {
      return uncast(known.child());
    } else if (expression instanceof NormalizeNaNAndZero normalized) {
      return uncast(normalized.child());
    }
    return expression instanceof Cast cast
            && WideningCast.isOf(cast.child().dataType(), cast.dataType())
        ? cast.child()
        : expression;
  }
}
