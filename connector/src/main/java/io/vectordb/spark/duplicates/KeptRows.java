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
package io.vectordb.spark.duplicates;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows that the executors keep once they have computed them, until this is closed. A plan that is
 * built on them begins with them, so that plans of repeated steps do not grow.
 *
 * <p>A checkpoint would do the same, but rows of an executor that is lost can be computed again.
 */
final class KeptRows implements AutoCloseable {
  private final RDD<InternalRow> kept;
  private final Dataset<Row> rows;

  private KeptRows(SparkSession session, RDD<InternalRow> kept, StructType schema) {
    this.kept = kept;
    this.rows =
        ((org.apache.spark.sql.classic.SparkSession) session)
            .internalCreateDataFrame(kept, schema, false);
  }

  /** The rows of {@code data}. */
  static KeptRows of(Dataset<Row> data) {
    // Spark's operators use the same object for every row.
    RDD<InternalRow> copies =
        data.queryExecution().toRdd().toJavaRDD().map(InternalRow::copy).rdd();
    return of(data.sparkSession(), copies, data.schema());
  }

  /** Rows of a schema, every one an object of its own. */
  static KeptRows of(SparkSession session, RDD<InternalRow> rows, StructType schema) {
    return new KeptRows(session, rows.persist(StorageLevel.MEMORY_AND_DISK()), schema);
  }

  Dataset<Row> rows() {
    return rows;
  }

  @Override
  public void close() {
    kept.unpersist(false);
  }
}
