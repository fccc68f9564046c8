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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A table on a local disk, or on anything mounted that has hard links, NFS for example. */
final class LocalTableStore implements TableStore {
  private final Path root;

  LocalTableStore(Path root) {
    this.root = root;
  }

  @Override
  public WritableByteChannel create(String relativePath) {
    Path file = resolve(relativePath);
    try {
      makeDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new LocalDataChannel(channel, () -> syncDirectory(file.getParent()));
    } catch (FileAlreadyExistsException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          file + " exists already; data files are never overwritten",
          e);
    } catch (IOException e) {
      throw failed("create", file, e);
    }
  }

  /**
   * Writes a temporary file and links it to its final name: linking fails if the name is taken,
   * which a rename on POSIX does not.
   */
  @Override
  public boolean putIfAbsent(String relativePath, byte[] content) {
    Path file = resolve(relativePath);
    Path directory = file.getParent();
    Path temporary = directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      makeDirectories(directory);
      writeDurably(temporary, content);
      return link(file, temporary);
    } catch (IOException e) {
      throw failed("write", file, e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  private static boolean link(Path file, Path temporary) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      // NFS asks again if an answer is lost, and then finds the name taken by itself.
      return Files.isSameFile(file, temporary);
    } catch (IOException | UnsupportedOperationException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot commit "
              + file
              + ": linking it to its name failed ("
              + VectorDbErrors.reason(e)
              + "). If this file system has no hard links, two writers could overwrite each"
              + " other's commit; put the table on one that has",
          e);
    }
    syncDirectory(file.getParent());
    return true;
  }

  /** The file has its name or has not; a leftover is invisible and must not change the answer. */
  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // vacuum removes it
    }
  }

  @Override
  public Optional<byte[]> readIfExists(String relativePath) {
    Path file = resolve(relativePath);
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  @Override
  public List<FileEntry> list(String relativeDirectory) {
    return entries(resolve(relativeDirectory));
  }

  @Override
  public List<FileEntry> list() {
    return entries(root);
  }

  /** Without a look at each file, of which a log may have thousands. */
  @Override
  public List<String> names(String relativeDirectory) {
    return paths(resolve(relativeDirectory)).stream()
        .map(path -> path.getFileName().toString())
        .toList();
  }

  @Override
  public Optional<FileEntry> find(String relativePath) {
    Path file = resolve(relativePath);
    try {
      return entry(file);
    } catch (IOException e) {
      throw failed("look up", file, e);
    }
  }

  private static List<FileEntry> entries(Path directory) {
    List<FileEntry> entries = new ArrayList<>();
    try {
      for (Path path : paths(directory)) {
        entry(path).ifPresent(entries::add);
      }
    } catch (IOException e) {
      throw failed("list", directory, e);
    }
    return entries;
  }

  private static List<Path> paths(Path directory) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        LocalName.check(path.getFileName().toString());
        paths.add(path);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list", directory, e);
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw failed("list", directory, e.getCause());
    }
    return paths;
  }

  @Override
  public boolean isOwn(String relativeDirectory) {
    resolve(relativeDirectory);
    return TableLinks.areAbsent(root, relativeDirectory);
  }

  @Override
  public boolean delete(String relativePath) {
    Path file = resolve(relativePath);
    TableLinks.requireOwn(this, relativePath);
    try {
      return Files.deleteIfExists(file);
    } catch (DirectoryNotEmptyException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          file + " is a directory that is not empty; not deleted",
          e);
    } catch (IOException e) {
      throw failed("delete", file, e);
    }
  }

  @Override
  public void deleteDirectory(String relativeDirectory) {
    Path directory = resolve(relativeDirectory);
    TableLinks.requireOwn(this, relativeDirectory);
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (NoSuchFileException e) {
      // Gone already.
    } catch (IOException e) {
      throw failed("delete", directory, e);
    }
  }

  @Override
  public boolean canMoveDirectories() {
    return true;
  }

  /** A rename replaces an empty directory and refuses any other. */
  @Override
  public boolean moveDirectory(String relativeDirectory, String newName) {
    Path from = resolve(relativeDirectory);
    Path to = resolve(newName);
    TableLinks.requireOwn(this, relativeDirectory);
    TableLinks.requireOwn(this, newName);
    try {
      makeDirectories(to.getParent());
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(to.getParent());
      return true;
    } catch (NoSuchFileException | FileAlreadyExistsException | DirectoryNotEmptyException e) {
      return false;
    } catch (IOException e) {
      if (Files.exists(to)) {
        return false;
      }
      throw failed("rename", from, e);
    }
  }

  @Override
  public boolean exists(String relativePath) {
    return Files.exists(resolve(relativePath));
  }

  @Override
  public Path localFile(String relativePath, long expectedBytes) {
    Path file = resolve(relativePath);
    try {
      long bytes = Files.size(file);
      if (bytes != expectedBytes) {
        throw VectorDbErrors.wrongLength(file.toString(), bytes, expectedBytes);
      }
      return file;
    } catch (NoSuchFileException e) {
      throw VectorDbErrors.missingFile(file.toString(), e);
    } catch (IOException e) {
      throw failed("open", file, e);
    }
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public String describe(String relativePath) {
    return root + "/" + relativePath;
  }

  private Path resolve(String relativePath) {
    return LocalName.of(RelativePath.check(relativePath, root.toString()), root);
  }

  /** Deletes what it visits; somebody else may be deleting it, too. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
      if (problem instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw problem;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException problem)
        throws IOException {
      if (problem != null) {
        throw problem;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  /** Nothing if the file vanished since its directory was read, or leads elsewhere. */
  private static Optional<FileEntry> entry(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory() && Files.isSymbolicLink(path)) {
        return Optional.empty();
      }
      String name = path.getFileName().toString();
      long modified = attributes.lastModifiedTime().toMillis();
      return Optional.of(
          attributes.isDirectory()
              ? new FileEntry(name + "/", 0, modified)
              : new FileEntry(name, attributes.size(), modified));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Makes missing directories; each new name is durable in its parent. */
  private static void makeDirectories(Path directory) throws IOException {
    if (directory == null || Files.isDirectory(directory)) {
      return;
    }
    makeDirectories(directory.getParent());
    Files.createDirectories(directory);
    syncDirectory(directory.getParent());
  }

  /** Makes new names in {@code directory} durable, where the system lets a directory be opened. */
  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open directories and journals names by itself; there is nothing to do.
    }
  }

  private static VectorDbException failed(String what, Path file, IOException cause) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_STORAGE_FAILED,
        "Cannot " + what + " " + file + ": " + VectorDbErrors.reason(cause),
        cause);
  }
}
