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

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * The data files that this process has mapped.
 *
 * <p>Mapping a file costs a system call and page faults, and its checksums are verified on first
 * use only; so files stay mapped from one scan to the next. The number of mappings is bounded
 * because operating systems bound it (Linux: 65,530 for a process), and idle mappings go so that
 * the disk space of deleted files comes back. A mapping that a scan still uses outlives its entry
 * here.
 */
final class MappedFiles {
  private static final int MAX_FILES = 16_384;
  private static final Duration IDLE = Duration.ofMinutes(15);

  private static final Cache<Key, MappedDataFile> FILES =
      CacheBuilder.newBuilder().maximumSize(MAX_FILES).expireAfterAccess(IDLE).build();

  private record Key(String name, long bytes, int checksum) {}

  private MappedFiles() {}

  /** The file of {@code segment}, mapped. */
  static MappedDataFile open(TableStore store, Segment segment) {
    String name = store.describe(segment.path());
    try {
      return FILES.get(
          new Key(name, segment.fileBytes(), segment.footerChecksum()),
          () -> map(name, store, segment));
    } catch (ExecutionException | UncheckedExecutionException e) {
      if (e.getCause() instanceof VectorDbException known) {
        // A copy, so that the stack of the caller is in the trace too.
        throw new VectorDbException(known.getMessage(), known);
      }
      throw new VectorDbException("Cannot open data file " + name + ": " + e.getCause(), e);
    }
  }

  private static MappedDataFile map(String name, TableStore store, Segment segment)
      throws IOException {
    return MappedDataFile.map(name, store.localFile(segment.path(), segment.fileBytes()), segment);
  }
}
