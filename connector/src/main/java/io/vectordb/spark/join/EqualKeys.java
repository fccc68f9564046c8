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
package io.vectordb.spark.join;

import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Finds out whether both sides of a join have keys that must be equal. */
final class EqualKeys {
  private EqualKeys() {}

  static boolean in(Join join) {
    return join.condition().isDefined() && in(join.condition().get(), join);
  }

  private static boolean in(Expression condition, Join join) {
    if (condition instanceof And and) {
      return in(and.left(), join) || in(and.right(), join);
    } else if (condition instanceof EqualTo equal) {
      return areKeys(equal.left(), equal.right(), join);
    } else if (condition instanceof EqualNullSafe equal) {
      return areKeys(equal.left(), equal.right(), join);
    }
    return false;
  }

  private static boolean areKeys(Expression a, Expression b, Join join) {
    return isOf(join.left(), a) && isOf(join.right(), b)
        || isOf(join.left(), b) && isOf(join.right(), a);
  }

  private static boolean isOf(LogicalPlan side, Expression key) {
    return !key.references().isEmpty() && key.references().subsetOf(side.outputSet());
  }
}
