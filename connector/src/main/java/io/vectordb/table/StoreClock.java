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
package io.vectordb.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * The clock by which a store dates its files: that of another machine, which may be hours off from
 * this one's, so that ages of files must not be taken by this one's.
 */
final class StoreClock {
  private static final String DIRECTORY = "_vectordb";
  private static final String PREFIX = ".clock-";

  private StoreClock() {}

  /** The time by {@code store}'s clock, from a file written for it, in milliseconds since 1970. */
  private static long now(TableStore store) {
    String name = PREFIX + UUID.randomUUID() + ".tmp";
    String path = DIRECTORY + "/" + name;
    try (WritableByteChannel channel = store.create(path)) {
      channel.write(ByteBuffer.wrap("clock".getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED, "Cannot write " + store.describe(path), e);
    }
    try {
      return store.list(DIRECTORY).stream()
          .filter(entry -> entry.name().equals(name) && entry.modifiedMillis() > 0)
          .mapToLong(FileEntry::modifiedMillis)
          .findFirst()
          .orElseThrow(
              () ->
                  new VectorDbException(
                      ErrorCondition.VECTORDB_STORAGE_FAILED,
                      "The file system of "
                          + store.location()
                          + " does not say when its files were written, so nothing can be removed"
                          + " by age"));
    } finally {
      store.delete(path);
    }
  }

  /**
   * The time, by {@code store}'s clock, before which everything is older than {@code age}. Clocks
   * tick too slowly to tell what has just been written from what is written now, so everything is
   * older than no time at all.
   */
  static long cutoff(TableStore store, Duration age) {
    return age.isZero() ? Long.MAX_VALUE : now(store) - age.toMillis();
  }

  /** Whether this is a file that was left by somebody who was killed while he looked. */
  static boolean isLeftover(String name) {
    return name.startsWith(PREFIX) && name.endsWith(".tmp");
  }
}
