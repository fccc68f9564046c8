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
package io.vectordb.benchmarks;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of little-endian floats and nothing else, row after row, which every program can read. */
record RawVectors(String file, int dimension) implements VectorSource {
  private static final int PAGE_BYTES = 4096;
  private static final int BLOCK_ROWS = 256;

  /** Writes the rows of {@code source} on all processors. */
  static RawVectors write(VectorSource source, long rows, Path file) throws Exception {
    int rowBytes = source.dimension() * Float.BYTES;
    Files.deleteIfExists(file);
    Files.createDirectories(file.getParent());
    try (FileChannel channel = create(file, rows * rowBytes % PAGE_BYTES == 0)) {
      Threads.forRows(rows, () -> new Writer(source.open(), channel, source.dimension()));
    }
    return new RawVectors(file.toString(), source.dimension());
  }

  /** What goes through the page cache is several times slower and drives out what is read. */
  private static FileChannel create(Path file, boolean direct) throws IOException {
    Files.createFile(file);
    if (direct) {
      try {
        return FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);
      } catch (IOException | UnsupportedOperationException notHere) {
        // Not every file system can.
      }
    }
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  private static final class Writer implements Threads.Worker {
    private final Reader reader;
    private final FileChannel file;
    private final float[] vector;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    Writer(Reader reader, FileChannel file, int dimension) {
      this.reader = reader;
      this.file = file;
      this.vector = new float[dimension];
    }

    @Override
    public void work(long from, long to) throws IOException {
      int rowBytes = vector.length * Float.BYTES;
      int bytes = (int) (to - from) * rowBytes;
      if (buffer.capacity() < bytes) {
        buffer = ByteBuffer.allocateDirect(bytes + PAGE_BYTES).alignedSlice(PAGE_BYTES);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
      }
      for (long id = from; id < to; id++) {
        reader.read(id, vector);
        buffer
            .slice((int) (id - from) * rowBytes, rowBytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .put(vector);
      }
      buffer.clear().limit(bytes);
      for (long at = from * rowBytes; buffer.hasRemaining(); ) {
        at += file.write(buffer, at);
      }
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  @Override
  public Reader open() {
    try {
      return new BlockReader(FileChannel.open(Path.of(file)), dimension);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads ahead, for those who ask in the order of the file. */
  private static final class BlockReader implements Reader {
    private final FileChannel file;
    private final int rowBytes;
    private final ByteBuffer block;
    private long firstRow = -1;

    BlockReader(FileChannel file, int dimension) {
      this.file = file;
      this.rowBytes = dimension * Float.BYTES;
      this.block = ByteBuffer.allocateDirect(BLOCK_ROWS * rowBytes);
    }

    @Override
    public void read(long id, float[] vector) {
      long wanted = id / BLOCK_ROWS * BLOCK_ROWS;
      if (wanted != firstRow) {
        fill(wanted);
      }
      block
          .slice((int) (id - firstRow) * rowBytes, rowBytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(vector);
    }

    private void fill(long row) {
      try {
        block.clear();
        while (block.hasRemaining() && file.read(block, row * rowBytes + block.position()) > 0) {}
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      firstRow = row;
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
