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

import io.vectordb.errors.VectorDbException;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * The memory outside the heap that Arrow's vectors are in. Arrow's own way to get it, netty, and to
 * show it as a {@link ByteBuffer} need flags of the JVM. This needs none of Arrow 19 up to JDK 23;
 * else the error says which.
 */
public final class ArrowMemory {
  private static final int COPIED_BYTES = 32 << 10;

  private ArrowMemory() {}

  /** Apart, because loading it fails where Arrow cannot be used. */
  private static final class Root {
    static final BufferAllocator ALLOCATOR = new RootAllocator();

    static final boolean HAS_VIEWS = hasViews();

    private static boolean hasViews() {
      try (ArrowBuf buffer = ALLOCATOR.buffer(1)) {
        return buffer.nioBuffer(0, 1).isDirect();
      } catch (UnsupportedOperationException e) {
        return false;
      }
    }
  }

  /**
   * An allocator, to be closed when all that it has given is.
   *
   * @throws VectorDbException if the JVM does not let Arrow have memory outside the heap
   */
  public static BufferAllocator allocator(String name) {
    try {
      return Root.ALLOCATOR.newChildAllocator(name, 0, Long.MAX_VALUE);
    } catch (LinkageError e) {
      throw new VectorDbException(
          "Arrow cannot use memory outside the heap in this JVM. Start it with"
              + " --add-opens=java.base/java.nio=ALL-UNNAMED"
              + (Runtime.version().feature() < 24
                  ? ""
                  : " and --sun-misc-unsafe-memory-access=allow"),
          e);
    }
  }

  /** Bytes of a buffer, in it if the JVM lets Arrow show them, else a copy. */
  static ByteBuffer bytes(ArrowBuf buffer, long from, int length) {
    if (Root.HAS_VIEWS) {
      return buffer.nioBuffer(from, length);
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(length);
    byte[] part = new byte[Math.min(length, COPIED_BYTES)];
    while (copy.hasRemaining()) {
      int count = Math.min(part.length, copy.remaining());
      buffer.getBytes(from + copy.position(), part, 0, count);
      copy.put(part, 0, count);
    }
    return copy.flip();
  }

  /** Copies all of {@code from} into {@code to}, from {@code at} on. */
  static void put(ByteBuffer from, ArrowBuf to, long at) {
    if (Root.HAS_VIEWS) {
      to.nioBuffer(at, from.remaining()).put(from);
      return;
    }
    byte[] part = new byte[Math.min(from.remaining(), COPIED_BYTES)];
    for (long next = at; from.hasRemaining(); ) {
      int count = Math.min(part.length, from.remaining());
      from.get(part, 0, count);
      to.setBytes(next, part, 0, count);
      next += count;
    }
  }
}
