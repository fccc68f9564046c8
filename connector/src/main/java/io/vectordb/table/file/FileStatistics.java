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
package io.vectordb.table.file;

import io.vectordb.kernels.VectorKernels;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.ScalarReader;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/** Collects the statistics of one data file while it is written. */
public final class FileStatistics {
  /** Longer strings and binaries are not worth their bytes in the log. */
  private static final int MAX_VALUE_BYTES = 256;

  /** By the names of the columns in files. */
  private final Map<String, ScalarRange> scalars = new LinkedHashMap<>();

  private final Map<String, NormRange> vectors = new LinkedHashMap<>();
  private final List<String> fileNames = new ArrayList<>();

  public FileStatistics(TableSchema schema) {
    for (Field field : schema.fields()) {
      String name = TableSchema.fileName(field);
      fileNames.add(name);
      if (TableSchema.vectorColumn(field).isPresent()) {
        vectors.put(name, new NormRange());
      } else if (ScalarKind.of(field).isPresent()) {
        scalars.put(name, new ScalarRange());
      }
    }
  }

  public void add(VectorSchemaRoot batch) {
    int rows = batch.getRowCount();
    for (int i = 0; i < fileNames.size(); i++) {
      FieldVector column = batch.getVector(i);
      ScalarRange scalar = scalars.get(fileNames.get(i));
      NormRange vector = vectors.get(fileNames.get(i));
      if (scalar != null) {
        scalar.add(ScalarReader.of(column), rows);
      } else if (vector != null) {
        vector.add(VectorBlock.of(column), rows);
      }
    }
  }

  Map<String, ColumnStats> columns() {
    Map<String, ColumnStats> stats = new LinkedHashMap<>();
    scalars.forEach((name, range) -> stats.put(name, range.stats()));
    return stats;
  }

  public Map<String, VectorStats> vectors() {
    Map<String, VectorStats> stats = new LinkedHashMap<>();
    vectors.forEach((name, range) -> stats.put(name, range.stats()));
    return stats;
  }

  private static final class ScalarRange {
    private Object min;
    private Object max;
    private long nulls;
    private long nans;
    private boolean ascends = true;
    private Object before;
    private ScalarReader last;

    public void add(ScalarReader reader, int rows) {
      last = reader;
      for (int row = 0; row < rows; row++) {
        if (reader.isNull(row)) {
          ascends &= before == null;
          nulls++;
          continue;
        }
        Object value = reader.comparable(row);
        ascends = ascends && (before == null || Scalars.compare(before, value) <= 0);
        before = value;
        if (value instanceof Double d && d.isNaN()) {
          nans++;
          continue;
        }
        if (min == null || Scalars.compare(value, min) < 0) {
          min = value;
        }
        if (max == null || Scalars.compare(value, max) > 0) {
          max = value;
        }
      }
    }

    ColumnStats stats() {
      if (last == null || !isRecorded(min) || !isRecorded(max)) {
        return new ColumnStats(null, null, nulls, nans, ascends);
      }
      return new ColumnStats(last.scalar(min), last.scalar(max), nulls, nans, ascends);
    }

    /** The log holds texts, so a text that is no UTF-8 would come back as another one. */
    private boolean isRecorded(Object value) {
      return !(value instanceof byte[] b)
          || (b.length <= MAX_VALUE_BYTES
              && (last.kind() != ScalarKind.STRING || Scalars.isUtf8(b)));
    }
  }

  private static final class NormRange {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long nulls;
    private long nonFinite;

    public void add(VectorBlock block, int rows) {
      double[] squaredNorms = new double[rows];
      block.rows(VectorKernels.instance()).squaredNorms(0, rows, squaredNorms, 0);
      for (int row = 0; row < rows; row++) {
        if (block.isNull(row)) {
          nulls++;
        } else if (!Double.isFinite(squaredNorms[row])) {
          nonFinite++;
        } else {
          double norm = Math.sqrt(squaredNorms[row]);
          min = Math.min(min, norm);
          max = Math.max(max, norm);
        }
      }
    }

    VectorStats stats() {
      return new VectorStats(min, max, nulls, nonFinite);
    }
  }
}
