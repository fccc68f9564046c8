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
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** What a task of a {@link NearestMergeExec} does. */
public final class NearestMerge
    extends AbstractFunction1<Iterator<InternalRow>, Iterator<InternalRow>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final JoinKind kind;
  private final Precision precision;
  private final Selection.Nearest nearest;
  private final Seq<Attribute> columns;
  private final Attribute number;
  private final Seq<Attribute> leftColumns;
  private final Seq<Attribute> rightColumns;
  private final Attribute score;
  private final Seq<Attribute> output;

  /**
   * @param columns of the rows to merge: {@code number}, those of the sides and {@code score}
   */
  public NearestMerge(
      JoinKind kind,
      Precision precision,
      Selection.Nearest nearest,
      Seq<Attribute> columns,
      Attribute number,
      Seq<Attribute> leftColumns,
      Seq<Attribute> rightColumns,
      Attribute score,
      Seq<Attribute> output) {
    this.kind = kind;
    this.precision = precision;
    this.nearest = nearest;
    this.columns = columns;
    this.number = number;
    this.leftColumns = leftColumns;
    this.rightColumns = rightColumns;
    this.score = score;
    this.output = output;
  }

  @Override
  public Iterator<InternalRow> apply(Iterator<InternalRow> rows) {
    JoinedRows joined =
        new JoinedRows(
            precision,
            leftColumns,
            rightColumns,
            score,
            null,
            output,
            TaskContext.getPartitionId());
    boolean keepsUnmatched = kind.keepsUnmatched();
    return CollectionConverters.asScala(
        new NearestRows(merged(rows).values().iterator(), joined, keepsUnmatched));
  }

  private Map<Integer, NearestRows.Found> merged(Iterator<InternalRow> rows) {
    UnsafeProjection left = UnsafeProjection.create(Scala.expressions(leftColumns), columns);
    UnsafeProjection right = UnsafeProjection.create(Scala.expressions(rightColumns), columns);
    TieOrder ties = new TieOrder(rightColumns);
    int numberAt = Scala.list(columns).indexOf(number);
    int scoreAt = Scala.list(columns).indexOf(score);
    Map<Integer, NearestRows.Found> merged = new LinkedHashMap<>();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      NearestRows.Found found =
          merged.computeIfAbsent(
              row.getInt(numberAt),
              first ->
                  new NearestRows.Found(
                      left.apply(row).copy(),
                      new NearestList(nearest.k(), nearest.smallest(), ties)));
      if (!row.isNullAt(scoreAt)) {
        found.partners().add(scoreAt(row, scoreAt), right.apply(row).copy());
      }
    }
    return merged;
  }

  private double scoreAt(InternalRow row, int column) {
    return precision == Precision.FLOAT ? row.getFloat(column) : row.getDouble(column);
  }
}
