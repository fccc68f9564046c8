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
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.store.LocalCopies;
import io.vectordb.table.store.TableStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The data and code files that this process has mapped.
 *
 * <p>Mapping a file costs a system call and page faults, and its checksums are verified on first
 * use only; so files stay mapped from one scan to the next. The number of mappings is bounded
 * because operating systems bound it (Linux: 65,530 for a process), and idle mappings go so that
 * the disk space of deleted files comes back. A mapping that a scan still uses outlives its entry
 * here.
 */
public final class MappedFiles {
  private static final int MAX_FILES = 16_384;
  private static final int MAX_TRIES = 3;
  private static final Duration IDLE = Duration.ofMinutes(15);

  private static final Cache<Key, MappedArrowFile> FILES =
      CacheBuilder.newBuilder().maximumSize(MAX_FILES).expireAfterAccess(IDLE).build();

  private record Key(String name, long bytes, int checksum) {}

  static {
    LocalCopies.onEviction(MappedFiles::forget);
  }

  private MappedFiles() {}

  /** The data file, mapped. */
  public static MappedArrowFile open(TableStore store, StoredFile file) {
    return open(FileKind.DATA, store, file);
  }

  /** The file, mapped. */
  public static MappedArrowFile open(FileKind kind, TableStore store, StoredFile file) {
    String name = store.describe(file.path());
    Key key = new Key(name, file.bytes(), file.footerChecksum());
    MappedArrowFile mapped = FILES.getIfPresent(key);
    if (mapped != null && !mapped.isCurrent()) {
      FILES.asMap().remove(key, mapped);
    }
    return CachedFiles.get(
        FILES,
        key,
        () -> map(kind, name, store, file),
        cause -> VectorDbErrors.unopened(name, cause));
  }

  /** Gives back the disk space of a file that was deleted, once no scan uses it any more. */
  static void forget(Path local) {
    FILES.asMap().values().removeIf(file -> file.local().equals(local));
  }

  private static MappedArrowFile map(FileKind kind, String name, TableStore store, StoredFile file)
      throws IOException {
    for (int tries = 1; ; tries++) {
      Path local = store.localFile(file.path(), file.bytes());
      try {
        return MappedArrowFile.map(kind, name, local, file);
      } catch (VectorDbException e) {
        // Another process may have made room for its own copies just now.
        if (tries == MAX_TRIES || !(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
      }
    }
  }
}
