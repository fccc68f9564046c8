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

import java.lang.reflect.Constructor;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import scala.collection.immutable.Seq;

/**
 * Makes Spark's distribution of rows by their columns, which has more parameters in later versions.
 */
final class Clustering {
  private Clustering() {}

  /** Rows with equal values of {@code keys} lie together. */
  static Distribution by(Seq<Expression> keys) {
    Constructor<?> constructor = ClusteredDistribution.class.getConstructors()[0];
    Object[] arguments = new Object[constructor.getParameterCount()];
    arguments[0] = keys;
    try {
      for (int i = 1; i < arguments.length; i++) {
        arguments[i] =
            ClusteredDistribution.class.getMethod("apply$default$" + (i + 1)).invoke(null);
      }
      return (Distribution) constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("ClusteredDistribution of this Spark is another one", e);
    }
  }
}
