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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where the footer of an Arrow file is: the file ends with it, its length and the magic. */
public final class ArrowFooters {
  /** With which a file begins and ends. */
  static final byte[] MAGIC = {'A', 'R', 'R', 'O', 'W', '1'};

  /** What comes before the first message: the magic, padded. */
  static final int HEAD_BYTES = 8;

  /** What comes after the footer. */
  public static final int TAIL_BYTES = Integer.BYTES + MAGIC.length;

  private ArrowFooters() {}

  /** Where the footer begins. */
  public static int offset(byte[] file) {
    int tail = Math.max(0, file.length - TAIL_BYTES);
    return (int) offset(ByteBuffer.wrap(file, tail, file.length - tail).slice(), file.length);
  }

  /**
   * Where the footer begins.
   *
   * @param tail the last bytes of the file
   * @throws IllegalArgumentException if it is no Arrow file
   */
  static long offset(ByteBuffer tail, long fileBytes) {
    if (fileBytes < HEAD_BYTES + TAIL_BYTES) {
      throw new IllegalArgumentException("it is too short for an Arrow file");
    }
    if (!tail.slice(Integer.BYTES, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new IllegalArgumentException("it does not end like an Arrow file");
    }
    int length = tail.slice().order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    if (length <= 0 || length > fileBytes - TAIL_BYTES - HEAD_BYTES) {
      throw new IllegalArgumentException("its footer claims " + length + " bytes");
    }
    return fileBytes - TAIL_BYTES - length;
  }
}
