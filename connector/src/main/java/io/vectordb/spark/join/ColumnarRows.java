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

import io.vectordb.spark.plan.Scala;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * The rows of a side, out of its columns if it has them: then the vectors are read in one piece,
 * and of the other columns only what becomes part of a result.
 */
final class ColumnarRows {
  private ColumnarRows() {}

  /** What {@code side} outputs. Each row is valid until the next one. */
  static RDD<InternalRow> of(SparkPlan side) {
    SparkPlan columns = columns(side);
    return columns == null
        ? side.execute()
        : columns.executeColumnar().mapPartitions(new RowsOfBatches(), true, Scala.ROWS);
  }

  /** What Spark would turn into rows; null if the side is made of rows. */
  private static SparkPlan columns(SparkPlan side) {
    SparkPlan plan = side instanceof WholeStageCodegenExec stage ? stage.child() : side;
    if (!(plan instanceof ColumnarToRowExec toRows)) {
      return null;
    }
    return toRows.child() instanceof InputAdapter adapter ? adapter.child() : toRows.child();
  }

  private static final class RowsOfBatches
      extends AbstractFunction1<Iterator<ColumnarBatch>, Iterator<InternalRow>>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<InternalRow> apply(Iterator<ColumnarBatch> batches) {
      return new AbstractIterator<>() {
        private Iterator<InternalRow> rows;

        @Override
        public boolean hasNext() {
          while ((rows == null || !rows.hasNext()) && batches.hasNext()) {
            rows = CollectionConverters.asScala(batches.next().rowIterator());
          }
          return rows != null && rows.hasNext();
        }

        @Override
        public InternalRow next() {
          return rows.next();
        }
      };
    }
  }
}
