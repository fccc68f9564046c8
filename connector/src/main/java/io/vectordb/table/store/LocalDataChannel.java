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
package io.vectordb.table.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Writes a new file on a local disk in large aligned pieces, and makes it durable when it is
 * closed.
 *
 * <p>Linux keeps what is written at once at an aligned position together in its page cache, on huge
 * pages if the piece is that large, and maps huge pages as such. A scan of a file that was written
 * so reads up to twice as fast as one of a file that was written buffer by buffer.
 */
final class LocalDataChannel implements WritableByteChannel {
  /** Several huge pages of every common size; all pieces but the last have it. */
  private static final int PIECE_BYTES = 8 << 20;

  private static final int FIRST_BYTES = 64 << 10;

  private final FileChannel file;
  private final Runnable syncDirectory;
  private ByteBuffer piece = ByteBuffer.allocate(FIRST_BYTES);

  /**
   * @param file empty, open for writing
   * @param syncDirectory makes the file's name durable
   */
  LocalDataChannel(FileChannel file, Runnable syncDirectory) {
    this.file = file;
    this.syncDirectory = syncDirectory;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int length = source.remaining();
    while (source.hasRemaining()) {
      makeRoom(source.remaining());
      int part = Math.min(source.remaining(), piece.remaining());
      piece.put(source.slice().limit(part));
      source.position(source.position() + part);
    }
    return length;
  }

  private void makeRoom(int wanted) throws IOException {
    if (piece.capacity() < PIECE_BYTES && piece.remaining() < wanted) {
      long needed = (long) piece.position() + wanted;
      long capacity = Math.min(PIECE_BYTES, Math.max(needed, 2L * piece.capacity()));
      piece = ByteBuffer.allocate((int) capacity).put(piece.flip());
    } else if (!piece.hasRemaining()) {
      flush();
    }
  }

  private void flush() throws IOException {
    piece.flip();
    while (piece.hasRemaining()) {
      if (file.write(piece) <= 0) {
        throw new IOException("nothing could be written");
      }
    }
    piece.clear();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    if (!file.isOpen()) {
      return;
    }
    try (file) {
      flush();
      file.force(true);
    }
    syncDirectory.run();
  }
}
