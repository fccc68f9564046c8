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

import com.google.common.collect.Iterators;
import io.vectordb.spark.join.task.Rows;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The rows of a side, out of its columns if it has them: then the vectors are read in one piece,
 * and of the other columns only what becomes part of a result.
 */
sealed interface SideRows {
  /** What {@code side} outputs. */
  static SideRows of(SparkPlan side) {
    SparkPlan plan = side instanceof WholeStageCodegenExec stage ? stage.child() : side;
    if (plan instanceof ColumnarToRowExec toRows) {
      SparkPlan columns =
          toRows.child() instanceof InputAdapter adapter ? adapter.child() : toRows.child();
      return new OfColumns(columns.executeColumnar().toJavaRDD());
    }
    return new OfRows(side.execute().toJavaRDD());
  }

  /** Each row is valid until the next one. */
  RDD<InternalRow> oneByOne();

  /** As many at a time as the side gives. */
  RDD<Rows> together();

  /** Of a side that Spark would turn into rows. */
  record OfColumns(JavaRDD<ColumnarBatch> batches) implements SideRows {
    @Override
    public RDD<InternalRow> oneByOne() {
      return batches
          .mapPartitions(
              all -> Iterators.concat(Iterators.transform(all, ColumnarBatch::rowIterator)), true)
          .rdd();
    }

    @Override
    public RDD<Rows> together() {
      return batches.mapPartitions(all -> Iterators.transform(all, Rows::of), true).rdd();
    }
  }

  /** Of a side that is made of rows. */
  record OfRows(JavaRDD<InternalRow> rows) implements SideRows {
    @Override
    public RDD<InternalRow> oneByOne() {
      return rows.rdd();
    }

    @Override
    public RDD<Rows> together() {
      return rows.mapPartitions(all -> Iterators.transform(all, Rows::of), true).rdd();
    }
  }
}
