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

import java.util.Optional;
import org.apache.spark.sql.catalyst.plans.Cross$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;

/** The joins that there are: in each, the left side's rows are what is joined to. */
public enum JoinKind {
  INNER("Inner"),
  LEFT_OUTER("LeftOuter"),
  LEFT_SEMI("LeftSemi"),
  LEFT_ANTI("LeftAnti");

  private final String label;

  JoinKind(String label) {
    this.label = label;
  }

  public static Optional<JoinKind> of(JoinType type) {
    if (type == Inner$.MODULE$ || type == Cross$.MODULE$) {
      return Optional.of(INNER);
    } else if (type == LeftOuter$.MODULE$) {
      return Optional.of(LEFT_OUTER);
    } else if (type == LeftSemi$.MODULE$) {
      return Optional.of(LEFT_SEMI);
    } else if (type == LeftAnti$.MODULE$) {
      return Optional.of(LEFT_ANTI);
    }
    return Optional.empty();
  }

  /** Whether the rows of a pair are joined. Else its left row alone is kept or dropped. */
  boolean joinsPairs() {
    return this == INNER || this == LEFT_OUTER;
  }

  /** Whether left rows without a partner are kept. */
  boolean keepsUnmatched() {
    return this == LEFT_OUTER || this == LEFT_ANTI;
  }

  @Override
  public String toString() {
    return label;
  }
}
