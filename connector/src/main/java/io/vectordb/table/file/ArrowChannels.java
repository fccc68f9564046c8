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

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.WriteChannel;

/** Arrow's channel, but for the flags of the JVM that it needs; see {@link ArrowMemory}. */
final class ArrowChannels {
  /** A copy of so much, if it has to be one, does not matter. */
  private static final int PART_BYTES = 1 << 20;

  private ArrowChannels() {}

  static WriteChannel to(WritableByteChannel channel) {
    return new WriteChannel(channel) {
      @Override
      public void write(ArrowBuf buffer) throws IOException {
        long end = buffer.writerIndex();
        for (long at = buffer.readerIndex(); at < end; at += PART_BYTES) {
          write(ArrowMemory.bytes(buffer, at, (int) Math.min(PART_BYTES, end - at)));
        }
      }
    };
  }
}
