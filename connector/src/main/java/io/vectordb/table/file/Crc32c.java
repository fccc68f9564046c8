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

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** CRC-32C (Castagnoli), the checksum of all that a table stores. */
public final class Crc32c {
  private final CRC32C sum = new CRC32C();

  /** Of all bytes. */
  public static int of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  /** Of the first bytes. */
  public static int of(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Of what remains of {@code bytes}, and still does afterwards. */
  static int of(ByteBuffer bytes) {
    return new Crc32c().add(bytes.duplicate()).value();
  }

  /** As FORMAT.md writes it in texts. */
  public static String hex(int checksum) {
    return HexFormat.of().toHexDigits(checksum);
  }

  /** Goes on with all that is written to the stream, which hands it on to {@code out}. */
  public OutputStream with(OutputStream out) {
    return new CheckedOutputStream(out, sum);
  }

  /** Goes on with all that remains of {@code bytes}. */
  Crc32c add(ByteBuffer bytes) {
    sum.update(bytes);
    return this;
  }

  /** Goes on with the first bytes. */
  Crc32c add(byte[] bytes, int length) {
    sum.update(bytes, 0, length);
    return this;
  }

  public int value() {
    return (int) sum.getValue();
  }
}
