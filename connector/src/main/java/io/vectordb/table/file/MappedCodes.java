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

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.vectordb.codes.CodeBlock;
import io.vectordb.codes.Encoder;
import io.vectordb.codes.Levels;
import io.vectordb.codes.Rotation;
import io.vectordb.errors.VectorDbException;
import io.vectordb.kernels.CodeKernels;
import io.vectordb.table.store.TableStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;

/** The codes of one column of one data file, mapped. */
public final class MappedCodes {
  private static final Duration IDLE = Duration.ofMinutes(15);

  private static final Cache<MappedArrowFile, MappedCodes> OPEN =
      CacheBuilder.newBuilder().expireAfterAccess(IDLE).build();

  /** Shared by the code files of a table: at 1024 dimensions, a rotation has 4 MiB. */
  private static final Cache<MappedArrowFile, Rotation> ROTATIONS =
      CacheBuilder.newBuilder().expireAfterAccess(IDLE).build();

  private final MappedArrowFile file;
  private final Encoder encoder;
  private final float[] norms;

  private MappedCodes(MappedArrowFile file, Rotation rotation) {
    Schema schema = file.schema();
    Levels levels = CodeFileSchema.levels(schema);
    float[] mean =
        CodeFileSchema.floats(
            CodeFileSchema.required(schema.getCustomMetadata(), CodeFileSchema.MEAN_KEY));
    CodeFileSchema.requireColumns(schema, CodeFileSchema.ofCodes(levels, mean));
    this.file = file;
    this.encoder = Encoder.of(levels, mean, rotation);
    this.norms =
        CodeFileSchema.floats(
            CodeFileSchema.required(file.footerMetadata(), CodeFileSchema.NORMS_KEY));
    if (norms.length != 2 * file.batchCount()) {
      throw new IllegalArgumentException(
          "it has norms of " + norms.length / 2 + " batches of " + file.batchCount());
    }
  }

  /**
   * Opens codes.
   *
   * @throws VectorDbException if a file is missing or damaged
   */
  public static MappedCodes open(TableStore store, CodeFile codes) {
    MappedArrowFile file = MappedFiles.open(FileKind.CODES, store, codes.file());
    return cached(
        OPEN,
        file,
        () ->
            new MappedCodes(
                file, codes.rotation() == null ? null : rotation(store, codes.rotation())));
  }

  /** The rotation in a rotation file. */
  public static Rotation rotation(TableStore store, StoredFile stored) {
    MappedArrowFile file = MappedFiles.open(FileKind.CODES, store, stored);
    return cached(ROTATIONS, file, () -> readRotation(file));
  }

  /** What {@code reader} makes of a file, which is damaged if that fails. */
  private static <T> T cached(
      Cache<MappedArrowFile, T> cache, MappedArrowFile file, Callable<T> reader) {
    return CachedFiles.get(
        cache,
        file,
        reader,
        cause -> FileKind.CODES.damaged(file.name(), FileKind.reason(cause), cause));
  }

  private static Rotation readRotation(MappedArrowFile file) {
    Map<String, String> metadata = file.schema().getCustomMetadata();
    double error = Double.parseDouble(CodeFileSchema.required(metadata, CodeFileSchema.ERROR_KEY));
    if (file.batchCount() != 1) {
      throw new IllegalArgumentException("it has " + file.batchCount() + " batches instead of 1");
    }
    int dimension = file.rows(0);
    CodeFileSchema.requireColumns(file.schema(), CodeFileSchema.ofRotation(dimension, error));
    ColumnBuffers values = file.column(0, CodeFileSchema.COMPONENTS);
    float[] components = new float[dimension * dimension];
    file.read(() -> values.values().asFloatBuffer().get(components));
    return Rotation.of(dimension, components, error);
  }

  public Encoder encoder() {
    return encoder;
  }

  /** The number of rows, and some more that fill up the last group, of one batch. */
  public int places(int batch) {
    return file.rows(batch) * CodeKernels.GROUP_ROWS;
  }

  public int batchCount() {
    return file.batchCount();
  }

  /** No row of the batch is shorter. */
  public float minNorm(int batch) {
    return norms[2 * batch];
  }

  /** No row of the batch is longer. */
  public float maxNorm(int batch) {
    return norms[2 * batch + 1];
  }

  /** The checksums of the vectors of one batch. */
  public RowChecksums checksums(int batch) {
    ColumnBuffers checksums = file.column(batch, CodeFileSchema.CHECKSUMS);
    ColumnBuffers errors = file.column(batch, CodeFileSchema.errors(0));
    return file.read(() -> new RowChecksums(checksums.values(), errors.values()));
  }

  /**
   * What {@code reader}, which reads blocks, returns.
   *
   * @throws VectorDbException if the file has been cut short meanwhile, or is damaged
   */
  public <T> T read(Supplier<T> reader) {
    return file.read(reader);
  }

  /**
   * The codes of one batch, to be read within {@link #read}; the parts that are used are verified
   * when they are used first.
   */
  public CodeBlock block(int batch) {
    return new CodeBlock(
        encoder.levels(),
        new CodeBlock.Source() {
          @Override
          public ByteBuffer norms() {
            return file.column(batch, CodeFileSchema.NORMS).values();
          }

          @Override
          public ByteBuffer codes(int level) {
            return file.column(batch, CodeFileSchema.codes(level)).values();
          }

          @Override
          public ByteBuffer scales(int level) {
            return file.column(batch, CodeFileSchema.scales(level)).values();
          }

          @Override
          public ByteBuffer errors(int level) {
            return file.column(batch, CodeFileSchema.errors(level)).values();
          }

          @Override
          public ByteBuffer rests(int level) {
            return file.column(batch, CodeFileSchema.rests(level)).values();
          }
        });
  }
}
