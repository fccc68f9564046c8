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
package io.vectordb.table.rewrite;

import io.vectordb.table.Snapshot;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorStats;
import java.util.ArrayList;
import java.util.List;

/**
 * Data files that have not got the principal components that were asked for.
 *
 * @param column the vector column
 * @param dimension its dimension: so many vectors at once are needed to find components
 * @param files the files without them
 * @param allFiles the files that have vectors
 */
public record MissingCodes(String column, int dimension, long files, long allFiles) {
  /** The vector columns of which files lack the codes {@code wanted}. */
  public static List<MissingCodes> of(Encoding wanted, Snapshot snapshot) {
    List<MissingCodes> missing = new ArrayList<>();
    if (wanted == Encoding.PCA_INT8) {
      for (VectorColumn column : snapshot.schema().vectorColumns()) {
        List<DataFile> files =
            snapshot.files().stream().filter(file -> hasVectors(file, column)).toList();
        long without = files.stream().filter(file -> !isRotated(file, column)).count();
        if (without > 0) {
          missing.add(new MissingCodes(column.name(), column.dimension(), without, files.size()));
        }
      }
    }
    return missing;
  }

  private static boolean hasVectors(DataFile file, VectorColumn column) {
    VectorStats stats = file.vectors().get(column.fileName());
    return stats != null && stats.nullCount() < file.rows();
  }

  private static boolean isRotated(DataFile file, VectorColumn column) {
    CodeFile codes = file.codes().get(column.fileName());
    return codes != null && codes.rotation() != null;
  }

  /** What is missing, and how it comes. */
  public String sentence() {
    return files
        + " of "
        + allFiles
        + " files have no pca-int8 codes of "
        + column
        + "; they can get them together, from "
        + dimension
        + " vectors on";
  }
}
