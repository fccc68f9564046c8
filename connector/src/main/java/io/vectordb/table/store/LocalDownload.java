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

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A local file that is being written, under a name that nobody reads. Its process holds a lock on
 * it, which the system gives back however the process ends: so others know which downloads are
 * dead.
 */
final class LocalDownload implements Closeable {
  static final String SUFFIX = ".download";

  /** Where there are no locks: a download touches its file all the time, unless it is dead. */
  private static final Duration DEAD = Duration.ofMinutes(30);

  /** Of this process, which loses its lock on a file as soon as it opens it once more. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private LocalDownload(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** A new file in {@code directory}. */
  static LocalDownload into(Path directory) throws IOException {
    while (true) {
      Path path = directory.resolve(UUID.randomUUID() + SUFFIX);
      OWN.add(path);
      FileChannel channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              OwnDirectory.privately(path, "rw-------"));
      LocalDownload download = new LocalDownload(path, channel);
      if (isLocked(channel) && Files.exists(path)) {
        return download;
      }
      // Another process found it before it was locked.
      download.close();
    }
  }

  /** Whether nobody else has a lock; this process has one then, if the file system has locks. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return true;
    }
  }

  /** Writes all of {@code in}; returns the number of bytes. */
  long write(InputStream in) throws IOException {
    OutputStream out = Channels.newOutputStream(channel);
    return in.transferTo(out);
  }

  /** Writes all that remains of {@code bytes}. */
  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The number of bytes written. */
  long bytes() throws IOException {
    return channel.position();
  }

  /** Gives the file, now complete, its name. */
  void moveTo(Path copy) throws IOException {
    Files.move(path, copy, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes the file unless it has been moved. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      Files.deleteIfExists(path);
      OWN.remove(path);
    }
  }

  /** The length of a download of any process; deletes it if its process is dead. */
  static long bytesUnlessDead(Path path) throws IOException {
    try {
      if (!OWN.contains(path) && isDead(path)) {
        return 0;
      }
      return Files.size(path);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static boolean isDead(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      // Deleted while locked, so that a process that has just made it does not go on with it.
      return lock != null && Files.deleteIfExists(path);
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      long idleMillis = System.currentTimeMillis() - Files.getLastModifiedTime(path).toMillis();
      return idleMillis > DEAD.toMillis() && Files.deleteIfExists(path);
    }
  }
}
