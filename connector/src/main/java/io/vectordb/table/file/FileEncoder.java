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

import io.vectordb.codes.CodeBatch;
import io.vectordb.codes.Encoder;
import io.vectordb.codes.Levels;
import io.vectordb.codes.PrincipalComponents;
import io.vectordb.codes.Rotation;
import io.vectordb.codes.RowEncoder;
import io.vectordb.kernels.CodeKernels;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.store.TableStore;
import java.util.List;
import java.util.Optional;

/** Makes the code files of data files, which are read for it and not touched. */
public final class FileEncoder {
  /** Label of codes without a rotation. */
  static final String FLAT = "int8";

  /** Label of codes of rotated vectors in levels. */
  static final String ROTATED = "pca-int8";

  /** Rows from which the mean of a file is estimated. */
  private static final int MEAN_ROWS = 2048;

  private final TableStore store;

  public FileEncoder(TableStore store) {
    this.store = store;
  }

  /** A rotation and the file that holds it. */
  public record StoredRotation(StoredFile file, Rotation rotation) {}

  /**
   * Finds the principal components of the vectors of {@code files} and stores them; empty if there
   * are too few vectors to tell.
   */
  Optional<StoredRotation> train(List<DataFile> files, VectorColumn column) {
    int wanted = Math.max(4096, 8 * column.dimension());
    VectorSample sample = VectorSample.of(store, files, column, wanted);
    if (sample.rows() < column.dimension()) {
      return Optional.empty();
    }
    Rotation rotation = PrincipalComponents.of(sample.values(), sample.rows(), column.dimension());
    return Optional.of(new StoredRotation(CodeFileWriter.writeRotation(store, rotation), rotation));
  }

  /** Opens the rotation that some codes use. */
  StoredRotation open(StoredFile rotation) {
    return new StoredRotation(rotation, MappedCodes.rotation(store, rotation));
  }

  /**
   * Encodes one column of one file.
   *
   * @param rotation null for none
   */
  public CodeFile encode(DataFile file, VectorColumn column, StoredRotation rotation) {
    float[] mean = VectorSample.of(store, List.of(file), column, MEAN_ROWS).mean();
    Encoder encoder =
        rotation == null
            ? Encoder.of(Levels.single(column.dimension()), mean, null)
            : Encoder.of(Levels.growing(column.dimension()), mean, rotation.rotation());
    MappedArrowFile mapped = MappedFiles.open(store, file.stored());
    RowEncoder rows = new RowEncoder(encoder);
    try (CodeFileWriter writer = new CodeFileWriter(store, encoder)) {
      for (int batch = 0; batch < mapped.batchCount(); batch++) {
        VectorBlock block = mapped.vectors(batch, column.fileName());
        int count = mapped.rows(batch);
        CodeBatch codes = mapped.read(() -> encode(rows, block, count));
        writer.write(codes, mapped.read(() -> checksums(block, codes)));
      }
      return new CodeFile(
          writer.finish(),
          rotation == null ? FLAT : ROTATED,
          rotation == null ? null : rotation.file());
    }
  }

  private static int[] checksums(VectorBlock block, CodeBatch codes) {
    int[] checksums = new int[codes.groups() * CodeKernels.GROUP_ROWS];
    byte[] copy = new byte[block.rowBytes()];
    for (int row = 0; row < codes.rows(); row++) {
      checksums[row] = block.checksum(row, copy);
    }
    return checksums;
  }

  private static CodeBatch encode(RowEncoder rows, VectorBlock block, int count) {
    rows.begin(count);
    for (int row = 0; row < count; row++) {
      if (block.isNull(row)) {
        rows.addNull();
      } else if (block.hasFloats()) {
        rows.add((float[]) block.vector(row), 0);
      } else {
        rows.add(block.widened(row), 0);
      }
    }
    return rows.finish();
  }
}
