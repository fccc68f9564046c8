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
import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.store.TableStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.UUID;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/** The positions of the deleted rows of one data file, which its deletion vector holds. */
public final class DeletedRows {
  private static final String DIRECTORY = "deletes/";
  private static final int MAX_CACHED_BYTES = 256 << 20;

  /** Scans come back to a file, and so to its deletion vector. */
  private static final Cache<Key, DeletedRows> READ =
      CacheBuilder.newBuilder()
          .maximumWeight(MAX_CACHED_BYTES)
          .weigher((Key key, DeletedRows rows) -> Math.toIntExact(key.bytes) + 64)
          .expireAfterAccess(Duration.ofMinutes(15))
          .build();

  private record Key(String name, long bytes, int checksum) {}

  /** Never changed. */
  private final RoaringBitmap positions;

  private DeletedRows(RoaringBitmap positions) {
    this.positions = positions;
  }

  /**
   * Reads a deletion vector.
   *
   * @throws VectorDbException if it is missing or damaged: without it, deleted rows would come back
   */
  public static DeletedRows open(TableStore store, DeletionVector vector) {
    String name = store.describe(vector.path());
    return CachedFiles.get(
        READ,
        new Key(name, vector.bytes(), vector.checksum()),
        () -> read(store, vector, name),
        cause -> VectorDbErrors.unopened(name, cause));
  }

  private static DeletedRows read(TableStore store, DeletionVector vector, String name) {
    byte[] file =
        store.readIfExists(vector.path()).orElseThrow(() -> FileKind.DELETES.missing(name, null));
    if (file.length != vector.bytes()) {
      throw damaged(name, "it has " + file.length + " bytes instead of " + vector.bytes(), null);
    }
    if (Crc32c.of(file) != vector.checksum()) {
      throw damaged(name, "its checksum is wrong", null);
    }
    RoaringBitmap positions = new RoaringBitmap();
    try {
      positions.deserialize(ByteBuffer.wrap(file));
    } catch (IOException | RuntimeException e) {
      throw damaged(name, "it is no bitmap: " + e, e);
    }
    requireAscending(positions, name);
    if (positions.getLongCardinality() != vector.rows()) {
      throw damaged(
          name,
          "it has " + positions.getLongCardinality() + " rows instead of " + vector.rows(),
          null);
    }
    return new DeletedRows(positions);
  }

  /** A bitmap whose parts are in another order is read without an error, and finds nothing. */
  private static void requireAscending(RoaringBitmap positions, String name) {
    try {
      PeekableIntIterator rows = positions.getIntIterator();
      long before = -1;
      while (rows.hasNext()) {
        long row = next(rows);
        if (row <= before) {
          throw damaged(name, "its position " + row + " comes after " + before, null);
        }
        before = row;
      }
    } catch (IndexOutOfBoundsException e) {
      throw damaged(name, "it is no bitmap: " + e, e);
    }
  }

  private static VectorDbException damaged(String name, String reason, Exception cause) {
    return FileKind.DELETES.damaged(name, reason, cause);
  }

  /**
   * The positions in the data file of the rows that {@code file} has lost so far; empty if it has
   * all its rows. The caller may change the answer.
   *
   * @throws VectorDbException if the deletion vector is missing or damaged
   */
  public static RoaringBitmap of(TableStore store, DataFile file) {
    return file.deletes() == null
        ? new RoaringBitmap()
        : open(store, file.deletes()).positions.clone();
  }

  /** Writes a deletion vector under a new name and makes it durable. */
  public static DeletionVector write(TableStore store, RoaringBitmap positions) {
    positions.runOptimize();
    byte[] file = new byte[positions.serializedSizeInBytes()];
    positions.serialize(ByteBuffer.wrap(file));
    String path = DIRECTORY + UUID.randomUUID() + ".bin";
    try (WritableByteChannel channel = store.create(path)) {
      ByteBuffer bytes = ByteBuffer.wrap(file);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot write "
              + store.describe(path)
              + ": "
              + VectorDbErrors.reason(e)
              + ". Nothing was committed; check the disk or store, then retry",
          e);
    }
    return new DeletionVector(path, file.length, Crc32c.of(file), positions.getLongCardinality());
  }

  /**
   * The rows of a batch that a deletion vector leaves; as {@link #live(long, int, int)}.
   *
   * @param deletes null if no row is deleted
   */
  public static Selection live(
      TableStore store, DeletionVector deletes, long firstRow, int from, int to) {
    return deletes == null
        ? Selection.range(from, to)
        : open(store, deletes).live(firstRow, from, to);
  }

  /**
   * The rows of a batch from {@code from} up to, not including, {@code to} that are not deleted.
   *
   * @param firstRow the position in the data file of the batch's first row
   */
  Selection live(long firstRow, int from, int to) {
    PeekableIntIterator deleted = positions.getIntIterator();
    deleted.advanceIfNeeded((int) (firstRow + from));
    long next = next(deleted);
    if (next >= firstRow + to) {
      return Selection.range(from, to);
    }
    int[] rows = new int[to - from];
    int count = 0;
    for (int row = from; row < to; row++) {
      if (firstRow + row == next) {
        next = next(deleted);
      } else {
        rows[count++] = row;
      }
    }
    return new Selection(rows, count);
  }

  /** As {@link #live}, but the rows that are deleted. */
  public Selection deleted(long firstRow, int from, int to) {
    int[] rows = new int[to - from];
    int count = 0;
    PeekableIntIterator deleted = positions.getIntIterator();
    deleted.advanceIfNeeded((int) (firstRow + from));
    for (long next = next(deleted); next < firstRow + to; next = next(deleted)) {
      rows[count++] = (int) (next - firstRow);
    }
    return new Selection(rows, count);
  }

  /** These rows but for {@code others}. */
  public DeletedRows without(DeletedRows others) {
    return new DeletedRows(RoaringBitmap.andNot(positions, others.positions));
  }

  private static long next(PeekableIntIterator positions) {
    return positions.hasNext() ? Integer.toUnsignedLong(positions.next()) : Long.MAX_VALUE;
  }
}
