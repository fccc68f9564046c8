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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.immutable.Seq;
import scala.math.Ordering;

/**
 * Which of two right rows with equal scores is the better partner: the one that comes first by the
 * columns that are selected of it, in their order, ascending, with NULL first. So the answer
 * depends on the data alone, not on how it is partitioned or which plan is chosen. Columns that
 * have no order come last, by their bytes.
 */
final class TieOrder implements Comparator<UnsafeRow> {
  private final Ordering<org.apache.spark.sql.catalyst.InternalRow> ordering;

  /**
   * @param columns of the rows
   */
  TieOrder(Seq<Attribute> columns) {
    List<SortOrder> orders = new ArrayList<>();
    for (Attribute column : Scala.list(columns)) {
      if (RowOrdering.isOrderable(column.dataType())) {
        orders.add(
            new SortOrder(
                column,
                Ascending$.MODULE$,
                Ascending$.MODULE$.defaultNullOrdering(),
                Scala.seq(List.of())));
      }
    }
    this.ordering = RowOrdering.create(Scala.seq(orders), columns);
  }

  @Override
  public int compare(UnsafeRow a, UnsafeRow b) {
    int order = ordering.compare(a, b);
    return order != 0 ? order : Arrays.compareUnsigned(a.getBytes(), b.getBytes());
  }
}
