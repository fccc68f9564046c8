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
package io.vectordb.spark.column;

import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.scan.ScanBatch;
import io.vectordb.table.scan.ScanVectors;
import io.vectordb.table.schema.VectorType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;

/** Shows the rows of a scan to Spark, in memory that lasts until the scan moves on. */
public final class ScanColumns {
  private final StructType schema;
  private final Set<String> scores;

  /**
   * @param schema the columns to show: the table's and scores
   * @param scores the scores that the scan computes
   */
  public ScanColumns(StructType schema, List<ScoreColumn> scores) {
    this.schema = schema;
    this.scores = scores.stream().map(ScoreColumn::name).collect(Collectors.toSet());
  }

  /** The rows of {@code batch}, valid until the scan moves on. */
  public ColumnarBatch of(ScanBatch batch) {
    ColumnVector[] columns = new ColumnVector[schema.length()];
    int[] rows = batch.size() == batch.batchRows() ? null : batch.rows();
    for (int i = 0; i < columns.length; i++) {
      StructField field = schema.fields()[i];
      columns[i] = column(field, batch, rows);
    }
    return new ColumnarBatch(columns, batch.size());
  }

  private ColumnVector column(StructField field, ScanBatch batch, int[] rows) {
    String name = field.name();
    if (scores.contains(name)) {
      return new ScoreColumnVector(field.dataType(), batch.scores(name), batch.scoreNulls(name));
    } else if (RowIdColumns.isFile(field)) {
      ConstantColumnVector file = new ConstantColumnVector(batch.size(), field.dataType());
      file.setUtf8String(UTF8String.fromString(batch.file()));
      return file;
    } else if (RowIdColumns.isPosition(field)) {
      return new PositionColumnVector(batch);
    }
    return batch
        .vectorType(name)
        .map(type -> vectors(type, field, batch.vectors(name)))
        .orElseGet(
            () ->
                new SelectedColumnVector(
                    field.dataType(), new ArrowColumnVector(batch.column(name)), rows));
  }

  private static ColumnVector vectors(VectorType type, StructField field, ScanVectors vectors) {
    return switch (type) {
      case FLOAT_ARRAY, DOUBLE_ARRAY -> new VectorArrayColumnVector(field.dataType(), vectors);
      case PACKED_FLOATS -> new PackedColumnVector(vectors);
      case ML_VECTOR -> new MlVectorColumnVector(field.dataType(), vectors);
    };
  }
}
