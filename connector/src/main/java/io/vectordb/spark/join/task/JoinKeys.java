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
package io.vectordb.spark.join.task;

import io.vectordb.spark.plan.Scala;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.util.UnsafeRowUtils;
import scala.collection.immutable.Seq;

/**
 * What has to be equal of the two rows of a pair, besides their score: nothing, or the values of
 * expressions of one side each. NULL equals nothing.
 *
 * @param left of the left side
 * @param right of the right side, as many
 */
public record JoinKeys(Seq<Expression> left, Seq<Expression> right) implements Serializable {
  /** Any two rows may be a pair. */
  public static final JoinKeys NONE = new JoinKeys(Scala.seq(List.of()), Scala.seq(List.of()));

  public boolean isEmpty() {
    return left.isEmpty();
  }

  public JoinKeys turned() {
    return new JoinKeys(right, left);
  }

  /** Whether values are equal exactly if their bytes are. */
  public boolean areComparable() {
    return Scala.list(left).stream().allMatch(key -> UnsafeRowUtils.isBinaryStable(key.dataType()));
  }

  @Override
  public String toString() {
    return IntStream.range(0, left.size())
        .mapToObj(i -> left.apply(i).sql() + " = " + right.apply(i).sql())
        .collect(Collectors.joining(" AND "));
  }
}
