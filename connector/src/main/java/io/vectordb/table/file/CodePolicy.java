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
import io.vectordb.errors.VectorDbException;
import io.vectordb.kernels.CodeKernels;
import io.vectordb.table.file.FileEncoder.StoredRotation;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorStats;
import io.vectordb.table.store.ParallelDelete;
import io.vectordb.table.store.TableStore;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Gives the data files of one write their codes. Its copies on several machines work alike. */
public final class CodePolicy implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final System.Logger LOG = System.getLogger(CodePolicy.class.getName());

  /** The bounds of shorter vectors are nearly as long as the vectors. */
  private static final int MIN_DIMENSION = 32;

  /** Of fewer bytes of vectors, a code file has about half as many, of which few are codes. */
  private static final long MIN_BYTES = 16 << 10;

  /** Finding principal components takes time proportional to the cube of the dimension. */
  private static final int MAX_TRAINED_DIMENSION = 2048;

  /** By so many rows for every dimension, finding them costs less than writing the file. */
  private static final int TRAINING_ROWS_BY_DIMENSION = 128;

  /** The writers of one process share what the first of them has found. */
  private static final Cache<Key, Optional<StoredRotation>> TRAINED =
      CacheBuilder.newBuilder().maximumSize(64).expireAfterAccess(Duration.ofMinutes(15)).build();

  private record Key(String write, String column, int dimension) {}

  private final Encoding encoding;
  private final String write = UUID.randomUUID().toString();
  private final HashMap<String, StoredFile> rotations;

  private CodePolicy(Encoding encoding, Map<String, StoredFile> rotations) {
    this.encoding = encoding;
    this.rotations = new HashMap<>(rotations);
  }

  /**
   * The policy of one write.
   *
   * @param files what the table holds; new files use the principal components of the newest one
   */
  public static CodePolicy of(Encoding encoding, List<DataFile> files) {
    Map<String, StoredFile> rotations = new HashMap<>();
    for (DataFile file : files) {
      file.codes()
          .forEach(
              (column, codes) -> {
                if (codes.rotation() != null) {
                  rotations.put(column, codes.rotation());
                }
              });
    }
    return new CodePolicy(encoding, rotations);
  }

  /** A policy that knows no principal components yet. */
  public static CodePolicy untrained(Encoding encoding) {
    return new CodePolicy(encoding, Map.of());
  }

  /** Begins a data file that {@link #encode} is to read as soon as it is finished. */
  public DataFileWriter newFile(
      TableStore store, TableSchema schema, String path, Map<String, Object> partitionValues) {
    return schema.vectorColumns().stream().anyMatch(this::mayEncode)
        ? DataFileWriter.ofFileToRead(store, schema, path, partitionValues)
        : new DataFileWriter(store, schema, path, partitionValues);
  }

  /** Encodes a data file that has just been written; returns it with its codes. */
  public DataFile encode(TableStore store, TableSchema schema, DataFile file) {
    Map<String, CodeFile> codes = new LinkedHashMap<>();
    FileEncoder encoder = new FileEncoder(store);
    try {
      for (VectorColumn column : schema.vectorColumns()) {
        if (wantsCodes(column, file)) {
          StoredRotation rotation = rotation(encoder, column, List.of(file)).orElse(null);
          codes.put(column.fileName(), encoder.encode(file, column, rotation));
        }
      }
    } catch (RuntimeException e) {
      ParallelDelete.undo(
          store, codes.values().stream().map(written -> written.file().path()).toList(), e);
      throw e;
    }
    return codes.isEmpty() ? file : file.withCodes(codes);
  }

  public boolean wantsCodes(VectorColumn column, DataFile file) {
    VectorStats stats = file.vectors().get(column.fileName());
    boolean isEmpty = stats == null || stats.nullCount() == file.rows();
    return mayEncode(column) && !isEmpty && (encoding != Encoding.AUTO || canPay(column, file));
  }

  private boolean mayEncode(VectorColumn column) {
    return encoding != Encoding.NONE
        && column.isDetermined()
        && column.dimension() > 0
        && (encoding != Encoding.AUTO || column.dimension() >= MIN_DIMENSION);
  }

  private static boolean canPay(VectorColumn column, DataFile file) {
    long bytes = file.rows() * column.dimension() * column.type().elementBytes();
    return file.rows() >= CodeKernels.GROUP_ROWS && bytes >= MIN_BYTES;
  }

  /** The rotation for a column; found in {@code sample} if there is none and that is worth it. */
  public Optional<StoredRotation> rotation(
      FileEncoder encoder, VectorColumn column, List<DataFile> sample) {
    if (encoding == Encoding.INT8) {
      return Optional.empty();
    }
    Optional<StoredRotation> known = known(encoder, column);
    if (known.isPresent()) {
      return known;
    }
    Key key = new Key(write, column.fileName(), column.dimension());
    if (encoding == Encoding.AUTO && !isWorthTraining(column, sample)) {
      return Optional.ofNullable(TRAINED.getIfPresent(key)).flatMap(found -> found);
    }
    return CachedFiles.get(
        TRAINED,
        key,
        () -> train(encoder, column, sample),
        cause -> new VectorDbException("Cannot find principal components: " + cause, cause));
  }

  private Optional<StoredRotation> train(
      FileEncoder encoder, VectorColumn column, List<DataFile> sample) {
    Optional<StoredRotation> found = encoder.train(sample, column);
    if (found.isEmpty() && encoding == Encoding.PCA_INT8) {
      LOG.log(System.Logger.Level.WARNING, tooSmall(column));
    }
    return found;
  }

  /** What is to be said when a file turns out to be too small. */
  private static String tooSmall(VectorColumn column) {
    return "Vectors of "
        + column.name()
        + " get no pca-int8 codes but int8, because there are fewer of them than the "
        + column.dimension()
        + " that principal components take; write larger files, or run optimize when there are more";
  }

  /**
   * The rotation that the table's newest files use; a lost one does not keep anybody from writing.
   */
  private Optional<StoredRotation> known(FileEncoder encoder, VectorColumn column) {
    StoredFile file = rotations.get(column.fileName());
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(encoder.open(file))
          .filter(rotation -> rotation.rotation().dimension() == column.dimension());
    } catch (VectorDbException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Encoding vectors without the principal components that others use. " + e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isWorthTraining(VectorColumn column, List<DataFile> sample) {
    long rows = sample.stream().mapToLong(DataFile::rows).sum();
    return column.dimension() <= MAX_TRAINED_DIMENSION
        && rows >= (long) TRAINING_ROWS_BY_DIMENSION * column.dimension();
  }
}
