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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;

/**
 * Copies of remote files on this machine, because only a local file can be mapped. All processes of
 * a user share them. Their total size is bounded: the copies that were asked for longest ago go
 * first, but none that was asked for within the {@code lease}, which gives the asker time to map
 * it. From then on deleting the copy is harmless where the system is POSIX: the map keeps the bytes
 * alive, for readers that are at it. Elsewhere the system refuses to delete it and it stays until a
 * later round.
 */
public final class LocalCopies {
  /** Configuration key or system property: the directory of the copies. */
  static final String DIRECTORY_KEY = "vectordb.localCache.directory";

  /** Configuration key or system property: how many bytes the copies may take. */
  static final String BYTES_KEY = "vectordb.localCache.bytes";

  private static final long DEFAULT_BYTES = 32L << 30;
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final String COPY = ".copy";
  private static final List<Consumer<Path>> LISTENERS = new CopyOnWriteArrayList<>();
  private static final Map<String, LocalCopies> SHARED = new ConcurrentHashMap<>();

  private final OwnDirectory own;
  private final Path directory;
  private final long maxBytes;
  private final Duration lease;
  private final Consumer<Path> evicted;
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  /**
   * Begins with removing what crashes have left in {@code own}.
   *
   * @param evicted told of every copy that is deleted
   */
  LocalCopies(OwnDirectory own, long maxBytes, Duration lease, Consumer<Path> evicted)
      throws IOException {
    own.ensure();
    this.own = own;
    this.directory = own.path();
    this.maxBytes = maxBytes;
    this.lease = lease;
    this.evicted = evicted;
    makeRoom(0);
  }

  /** Who maps copies registers here, before its first copy, and hears of every one that goes. */
  public static void onEviction(Consumer<Path> listener) {
    LISTENERS.add(listener);
  }

  private static void tellListeners(Path evicted) {
    LISTENERS.forEach(listener -> listener.accept(evicted));
  }

  /** The copies that all tables of this process with the same settings share. */
  static LocalCopies shared(Configuration conf) {
    String directory = setting(conf, DIRECTORY_KEY);
    String bytes = setting(conf, BYTES_KEY);
    return SHARED.computeIfAbsent(directory + "|" + bytes, key -> open(directory, bytes));
  }

  private static LocalCopies open(String directorySetting, String bytesSetting) {
    try {
      OwnDirectory own = OwnDirectory.firstOf(places(directorySetting));
      long bytes =
          bytesSetting == null
              ? Math.min(DEFAULT_BYTES, Files.getFileStore(own.path()).getTotalSpace() / 10)
              : Long.parseLong(bytesSetting);
      return new LocalCopies(own, bytes, LEASE, LocalCopies::tellListeners);
    } catch (NumberFormatException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          BYTES_KEY + "=" + bytesSetting + " is not a number of bytes; give digits only",
          e);
    } catch (IOException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot use the directory for copies of remote files: "
              + VectorDbErrors.reason(e)
              + "; name another one, of this user alone, with "
              + DIRECTORY_KEY,
          e);
    }
  }

  private static List<OwnDirectory> places(String directorySetting) {
    if (directorySetting != null) {
      return List.of(OwnDirectory.at(Path.of(directorySetting)));
    }
    return OwnDirectory.places(
        Path.of(System.getProperty("java.io.tmpdir")),
        OwnDirectory.cache(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home")),
        "copies");
  }

  /** The copy of {@code file}, downloaded unless it is there. */
  Path copyOf(FileSystem fs, org.apache.hadoop.fs.Path file, long expectedBytes)
      throws IOException {
    // Once more: who cleans up temporary files may have removed it, and others may have made it.
    own.ensure();
    String name = name(fs.makeQualified(file).toString(), expectedBytes);
    Path copy = directory.resolve(name + COPY);
    if (touch(copy, expectedBytes)) {
      return copy;
    }
    synchronized (locks.computeIfAbsent(name, key -> new Object())) {
      try {
        if (!touch(copy, expectedBytes)) {
          makeRoom(expectedBytes);
          download(fs, file, expectedBytes, copy);
        }
        return copy;
      } finally {
        locks.remove(name);
      }
    }
  }

  /** The copy of {@code file}, which is being written at the same time. */
  CopiedChannel.Copy begin(FileSystem fs, org.apache.hadoop.fs.Path file) throws IOException {
    own.ensure();
    String uri = fs.makeQualified(file).toString();
    return new CopiedChannel.Copy(
        LocalDownload.into(directory),
        whole -> {
          makeRoom(0);
          Path copy = directory.resolve(name(uri, whole.bytes()) + COPY);
          whole.moveTo(copy);
          touch(copy, whole.bytes());
        });
  }

  /** Marks the copy as used now; false if it is not there. */
  private static boolean touch(Path copy, long expectedBytes) throws IOException {
    try {
      if (Files.size(copy) != expectedBytes) {
        return false;
      }
      Files.setLastModifiedTime(copy, FileTime.fromMillis(System.currentTimeMillis()));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void download(
      FileSystem fs, org.apache.hadoop.fs.Path file, long expectedBytes, Path copy)
      throws IOException {
    try (FSDataInputStream in = openRemote(fs, file);
        LocalDownload download = LocalDownload.into(directory)) {
      long bytes = transfer(in, download, file);
      if (bytes != expectedBytes) {
        throw VectorDbErrors.wrongLength(file.toString(), bytes, expectedBytes);
      }
      download.moveTo(copy);
    }
  }

  private static FSDataInputStream openRemote(FileSystem fs, org.apache.hadoop.fs.Path file)
      throws IOException {
    try {
      return HadoopFiles.openWhole(fs, file, fs.getFileStatus(file));
    } catch (java.io.FileNotFoundException e) {
      throw VectorDbErrors.missingFile(file.toString(), e);
    }
  }

  private long transfer(InputStream in, LocalDownload to, org.apache.hadoop.fs.Path file) {
    try {
      return to.write(in);
    } catch (IOException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot copy "
              + file
              + " to "
              + directory
              + ": "
              + VectorDbErrors.reason(e)
              + "; if that disk is full, set "
              + BYTES_KEY
              + " or "
              + DIRECTORY_KEY,
          e);
    }
  }

  /** Deletes the copies used longest ago until {@code bytes} more fit, and remains of crashes. */
  private void makeRoom(long bytes) throws IOException {
    List<Copy> copies = new ArrayList<>();
    long total = bytes;
    for (Path path : files()) {
      if (path.toString().endsWith(COPY)) {
        Optional<Copy> copy = Copy.of(path);
        copy.ifPresent(copies::add);
        total += copy.map(Copy::bytes).orElse(0L);
      } else if (path.toString().endsWith(LocalDownload.SUFFIX)) {
        total += LocalDownload.bytesUnlessDead(path);
      }
    }
    copies.sort(Comparator.comparingLong(Copy::usedMillis));
    for (Copy copy : copies) {
      if (total <= maxBytes) {
        return;
      }
      if (evict(copy.path)) {
        total -= copy.bytes;
      }
    }
  }

  /** Deletes a copy, unless somebody has asked for it a moment ago. */
  private boolean evict(Path path) throws IOException {
    Optional<Copy> now = Copy.of(path);
    if (now.isPresent() && System.currentTimeMillis() - now.get().usedMillis < lease.toMillis()) {
      return false;
    }
    try {
      Files.deleteIfExists(path);
      evicted.accept(path);
      return true;
    } catch (IOException e) {
      // Windows refuses to delete a mapped file; a later round will.
      return false;
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String name(String uri, long bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] key = (uri + "\n" + bytes).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(digest.digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String setting(Configuration conf, String key) {
    return conf.getTrimmed(key, System.getProperty(key));
  }

  private record Copy(Path path, long bytes, long usedMillis) {
    /** Nothing if another process has just deleted it. */
    static Optional<Copy> of(Path path) throws IOException {
      try {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return Optional.of(new Copy(path, now.size(), now.lastModifiedTime().toMillis()));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }
  }
}
