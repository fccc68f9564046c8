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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An Arrow file of a table in memory: mapped once, checked once, shared by all scans of the
 * process.
 *
 * <p>The file's length, footer and batch metadata are verified when it is mapped, each column of
 * each batch when it is read for the first time. The mapping lives as long as anything refers to
 * it.
 */
public final class MappedArrowFile {
  /** What is known of a column of a batch, in this order. */
  private static final int UNKNOWN = 0;

  private static final int LAID_OUT = 1;
  private static final int VERIFIED = 2;

  private final FileKind kind;
  private final String name;
  private final MappedPlace place;
  private final MappedByteBuffer map;
  private final Schema schema;
  private final Map<String, String> footerMetadata;
  private final Map<String, Column> columns = new HashMap<>();
  private final List<Batch> batches = new ArrayList<>();
  private final BatchChecksums checksums;
  private final AtomicIntegerArray known;
  private final AtomicReferenceArray<VerifiedRows> verifiedRows;
  private volatile boolean lost;

  /**
   * Where a record batch lies: its metadata, the file position and the length of its body, and the
   * number of its first row.
   */
  private record Batch(RecordBatch metadata, long bodyOffset, long bodyBytes, long firstRow) {}

  /** Where a column's nodes and buffers are among those of a batch. */
  private record Column(int index, Field field, int firstNode, int firstBuffer, int buffers) {}

  private MappedArrowFile(
      FileKind kind, String name, MappedPlace place, FileChannel channel, int footerChecksum)
      throws IOException {
    this.place = place;
    this.kind = kind;
    this.name = name;
    this.map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    ArrowFooter footer = footer(channel, footerChecksum);
    this.schema = footer.getSchema();
    this.footerMetadata = footer.getMetaData();
    int node = 0;
    int buffer = 0;
    for (Field field : schema.getFields()) {
      int buffers = BatchChecksums.bufferCount(field);
      columns.put(field.getName(), new Column(columns.size(), field, node, buffer, buffers));
      node += BatchChecksums.nodeCount(field);
      buffer += buffers;
    }
    List<ArrowBlock> blocks = footer.getRecordBatches();
    this.checksums = BatchChecksums.fromFooter(footerMetadata, columns.size(), blocks.size());
    long rows = 0;
    for (ArrowBlock block : blocks) {
      Batch batch = batch(channel, block, rows);
      batches.add(batch);
      rows += batch.metadata.length();
    }
    this.known = new AtomicIntegerArray(batches.size() * columns.size());
    this.verifiedRows = new AtomicReferenceArray<>(batches.size() * columns.size());
  }

  /**
   * Maps a file.
   *
   * @param local where the file, or a copy of it, lies on a local disk
   * @throws VectorDbException if the file is missing, has another length, or its footer is damaged
   */
  static MappedArrowFile map(FileKind kind, String name, Path local, StoredFile expected) {
    // Before the file is opened: if another one takes its place now, it is noticed later.
    MappedPlace place = MappedPlace.of(local, expected.bytes());
    try (FileChannel channel = FileChannel.open(local, StandardOpenOption.READ)) {
      long bytes = channel.size();
      if (bytes != expected.bytes()) {
        throw kind.damaged(
            name, "it has " + bytes + " bytes, the log says " + expected.bytes(), null);
      }
      if (bytes > Integer.MAX_VALUE) {
        throw kind.damaged(
            name, "it has " + bytes + " bytes, more than can be mapped at once", null);
      }
      return new MappedArrowFile(kind, name, place, channel, expected.footerChecksum());
    } catch (NoSuchFileException e) {
      throw kind.missing(name, e);
    } catch (IOException | RuntimeException e) {
      if (e instanceof VectorDbException known) {
        throw known;
      }
      throw kind.damaged(name, e instanceof IOException ? e.getMessage() : FileKind.reason(e), e);
    }
  }

  /** Where the file, or the copy of it that is mapped, lies. */
  Path local() {
    return place.path();
  }

  /** Whether this is still the map to read the file by, as far as is known. */
  boolean isCurrent() {
    return !lost && place.isUnchanged();
  }

  /**
   * What {@code reader}, which reads the mapped memory, returns.
   *
   * @throws VectorDbException if the file has been cut short meanwhile, or if the reader meets what
   *     it does not expect, as in a file that another program has written
   */
  public <T> T read(Supplier<T> reader) {
    try {
      T read = MappedReads.of(reader, this::cutShort);
      // The rest of the page in which a file ends is no fault, but zero.
      if (place.isCutShort()) {
        throw cutShort(null);
      }
      return read;
    } catch (IndexOutOfBoundsException | ArithmeticException | BufferUnderflowException e) {
      throw kind.damaged(name, FileKind.reason(e), e);
    }
  }

  private VectorDbException cutShort(InternalError fault) {
    lost = true;
    return kind.damaged(name, "it was cut short while it was read", fault);
  }

  private static ArrowFooter footer(FileChannel channel, int expectedChecksum) throws IOException {
    long size = channel.size();
    int tailBytes = (int) Math.min(size, ArrowFooters.TAIL_BYTES);
    long offset = ArrowFooters.offset(read(channel, size - tailBytes, tailBytes), size);
    ByteBuffer footer =
        read(channel, offset, Math.toIntExact(size - ArrowFooters.TAIL_BYTES - offset));
    if (Crc32c.of(footer) != expectedChecksum) {
      throw new IOException("the checksum of its footer is wrong");
    }
    return new ArrowFooter(Footer.getRootAsFooter(footer));
  }

  private Batch batch(FileChannel channel, ArrowBlock block, long firstRow) throws IOException {
    int prefix = ArrowOutput.PREFIX_BYTES;
    ByteBuffer metadata =
        read(channel, block.getOffset() + prefix, block.getMetadataLength() - prefix);
    if (!checksums.areOf(batches.size(), metadata)) {
      throw new IOException(
          "the checksum of the metadata of its rows from " + firstRow + " on is wrong");
    }
    Message message = Message.getRootAsMessage(metadata);
    RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
    if (batch == null) {
      throw new IOException("block at " + block.getOffset() + " is no record batch");
    }
    long body = block.getOffset() + block.getMetadataLength();
    if (batch.length() < 0 || batch.length() > Integer.MAX_VALUE || batch.compression() != null) {
      throw new IOException(
          "block at " + block.getOffset() + " is compressed or has " + batch.length() + " rows");
    }
    if (block.getBodyLength() < 0 || body > channel.size() - block.getBodyLength()) {
      throw new IOException("block at " + block.getOffset() + " goes beyond the end of the file");
    }
    return new Batch(batch, body, block.getBodyLength(), firstRow);
  }

  /** Not through the mapping, for the reason that {@link SparseRows} has. */
  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    if (position < 0 || length < 0 || position > channel.size() - length) {
      throw new IOException("it has no " + length + " bytes at " + position);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("it ends at " + (position + bytes.position()));
      }
    }
    return bytes.flip();
  }

  Schema schema() {
    return schema;
  }

  Map<String, String> footerMetadata() {
    return footerMetadata;
  }

  public String name() {
    return name;
  }

  public int batchCount() {
    return batches.size();
  }

  public int rows(int batch) {
    return Math.toIntExact(batches.get(batch).metadata.length());
  }

  /** The number in the file of the batch's first row. */
  public long firstRow(int batch) {
    return batches.get(batch).firstRow;
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  /** The field of a column that the file has. */
  Field field(String column) {
    return column(column).field;
  }

  /** The buffers of a column of one batch, verified; to be read within {@link #read}. */
  ColumnBuffers column(int batch, String column) {
    verify(batch, column);
    return unverifiedColumn(batch, column);
  }

  /**
   * A copy of a column of one batch.
   *
   * @param wanted the only rows that will be read, so that the others may be empty; null for all
   */
  FieldVector load(int batch, String column, Selection wanted, BufferAllocator allocator) {
    ColumnBuffers buffers = column(batch, column);
    FieldVector vector = field(column).createVector(allocator);
    try {
      return read(
          () -> {
            buffers.copyTo(vector, wanted);
            return vector;
          });
    } catch (RuntimeException | Error e) {
      vector.close();
      throw e;
    }
  }

  /** The vectors of one batch; whoever reads them has to care for what they hold. */
  public VectorBlock unverifiedVectors(int batch, String column) {
    ColumnBuffers buffers = unverifiedColumn(batch, column);
    return read(buffers::vectors);
  }

  /** The vectors of one batch, verified; to be read within {@link #read}. */
  public VectorBlock vectors(int batch, String column) {
    verify(batch, column);
    return unverifiedVectors(batch, column);
  }

  private ColumnBuffers unverifiedColumn(int batch, String column) {
    Column found = column(column);
    Batch in = batches.get(batch);
    int flag = flag(batch, column);
    if (known.get(flag) == UNKNOWN) {
      String fault = fault(in, found);
      if (fault != null) {
        throw damaged(batch, column, fault);
      }
      known.compareAndSet(flag, UNKNOWN, LAID_OUT);
    }
    return new ColumnBuffers(
        found.field,
        map,
        in.metadata,
        Math.toIntExact(in.bodyOffset),
        found.firstNode,
        found.firstBuffer,
        found.buffers,
        fault -> damaged(batch, column, fault));
  }

  /** The batch's metadata is a flatbuffer, which nobody looks into before it is read. */
  private static String fault(Batch in, Column column) {
    try {
      return new ColumnLayout(in.metadata, in.bodyBytes, column.firstNode, column.firstBuffer)
          .fault(column.field);
    } catch (RuntimeException e) {
      return "its batch's metadata cannot be understood: " + FileKind.reason(e);
    }
  }

  private VectorDbException damaged(int batch, String column, String reason) {
    return kind.damaged(
        name,
        "column "
            + column
            + " in rows "
            + firstRow(batch)
            + " to "
            + (firstRow(batch) + rows(batch) - 1)
            + " cannot be read, because "
            + reason,
        null);
  }

  /** Whether a column of one batch has been verified. */
  public boolean isVerified(int batch, String column) {
    return known.get(flag(batch, column)) == VERIFIED;
  }

  /** Verifies a column of one batch unless that has been done. */
  public void verify(int batch, String column) {
    if (isVerified(batch, column)) {
      return;
    }
    ColumnBuffers buffers = unverifiedColumn(batch, column);
    int checksum = read(buffers::checksum);
    if (checksum != checksums.of(batch, column(column).index)) {
      throw kind.damaged(
          name,
          "the checksum of column "
              + column
              + " in rows "
              + firstRow(batch)
              + " to "
              + (firstRow(batch) + rows(batch) - 1)
              + " is wrong",
          null);
    }
    known.set(flag(batch, column), VERIFIED);
  }

  /** Makes sure that reading a few vectors of a column does not read what is around them, too. */
  public void fetch(int batch, String column, int rowBytes, Selection rows) {
    unverifiedColumn(batch, column).fetch(place.path(), rowBytes, rows);
  }

  /** Which rows of a column have been verified one by one. */
  public VerifiedRows verifiedRows(int batch, String column) {
    int flag = flag(batch, column);
    VerifiedRows known = verifiedRows.get(flag);
    if (known == null) {
      verifiedRows.compareAndSet(flag, null, new VerifiedRows(rows(batch)));
      known = verifiedRows.get(flag);
    }
    return known;
  }

  private int flag(int batch, String column) {
    return batch * columns.size() + column(column).index;
  }

  private Column column(String column) {
    Column found = columns.get(column);
    if (found == null) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_DAMAGED,
          "File " + name + " has no column " + column + "; its columns are " + schema);
    }
    return found;
  }
}
