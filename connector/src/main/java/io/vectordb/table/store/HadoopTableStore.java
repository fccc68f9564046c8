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
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.viewfs.ViewFileSystem;

/** A table on a Hadoop file system. */
final class HadoopTableStore implements TableStore {
  private final Path root;
  private final Configuration conf;
  private volatile ExclusiveCreate exclusiveCreate;

  HadoopTableStore(Path root, Configuration conf) {
    this.root = root;
    this.conf = conf;
  }

  @Override
  public WritableByteChannel create(String relativePath) {
    Path file = resolve(relativePath);
    try {
      return new DurableChannel(fileSystem().create(file, false));
    } catch (FileAlreadyExistsException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          file + " exists already; data files are never overwritten",
          e);
    } catch (IOException e) {
      throw failed("create", file, e);
    }
  }

  @Override
  public WritableByteChannel createToRead(String relativePath) {
    Path file = resolve(relativePath);
    return new CopiedChannel(
        create(relativePath), () -> LocalCopies.shared(conf).begin(fileSystem(), file));
  }

  @Override
  public boolean putIfAbsent(String relativePath, byte[] content) {
    Path file = resolve(relativePath);
    try {
      FileSystem fs = fileSystem();
      Path target = file;
      if (fs instanceof ViewFileSystem) {
        // What the mounted file system guarantees counts, and viewfs does not pass options on.
        fs.mkdirs(file.getParent());
        target = new Path(fs.resolvePath(file.getParent()), file.getName());
        fs = target.getFileSystem(conf);
      }
      ExclusiveCreate way = exclusiveCreate(fs, target);
      return put(way, fs, target, relativePath, content);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      throw failed("write", file, e);
    }
  }

  /**
   * Writes the file unless it exists. An answer may be lost, and clients retry by themselves, so a
   * refusal may be caused by our own first try. Contents decide: those of commits are unique.
   */
  private boolean put(
      ExclusiveCreate way, FileSystem fs, Path target, String relativePath, byte[] content)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        way.write(fs, target, content);
        return true;
      } catch (IOException e) {
        Optional<byte[]> existing = readAfter(relativePath, e);
        if (existing.isPresent()) {
          return Arrays.equals(existing.get(), content);
        }
        if (attempt >= way.attempts()) {
          throw e;
        }
      }
    }
  }

  private Optional<byte[]> readAfter(String relativePath, IOException problem) {
    try {
      return readIfExists(relativePath);
    } catch (VectorDbException e) {
      VectorDbException unknown =
          new VectorDbException(
              ErrorCondition.VECTORDB_STORAGE_FAILED,
              "Whether "
                  + describe(relativePath)
                  + " has been written is not known: writing it ended with "
                  + VectorDbErrors.reason(problem)
                  + ", and to look did not help: "
                  + e.getMessage()
                  + ". Look what the table has before you try again",
              problem);
      unknown.addSuppressed(e);
      throw unknown;
    }
  }

  @Override
  public Optional<byte[]> readIfExists(String relativePath) {
    Path file = resolve(relativePath);
    try {
      FileSystem fs = fileSystem();
      FileStatus status = fs.getFileStatus(file);
      byte[] content = new byte[Math.toIntExact(status.getLen())];
      try (FSDataInputStream in = HadoopFiles.openWhole(fs, file, status)) {
        in.readFully(0, content);
      }
      return Optional.of(content);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (EOFException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot read " + file + ": it is shorter than its directory says; read it again",
          e);
    } catch (IOException e) {
      // What reads ahead may tell of a file that is deleted meanwhile as of a closed stream.
      if (isGone(file)) {
        return Optional.empty();
      }
      throw failed("read", file, e);
    }
  }

  private boolean isGone(Path file) {
    try {
      return !fileSystem().exists(file);
    } catch (IOException e) {
      return false; // nobody knows
    }
  }

  @Override
  public List<FileEntry> list(String relativeDirectory) {
    return entries(resolve(relativeDirectory));
  }

  @Override
  public Optional<FileEntry> find(String relativePath) {
    Path file = resolve(relativePath);
    try {
      return Optional.of(entry(fileSystem().getFileStatus(file)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("look up", file, e);
    }
  }

  private static FileEntry entry(FileStatus status) {
    String name = status.getPath().getName();
    return status.isDirectory()
        ? new FileEntry(name + "/", 0, status.getModificationTime())
        : new FileEntry(name, status.getLen(), status.getModificationTime());
  }

  @Override
  public List<FileEntry> list() {
    return entries(root);
  }

  private List<FileEntry> entries(Path directory) {
    try {
      Optional<java.nio.file.Path> local = local(directory);
      List<FileEntry> entries = new ArrayList<>();
      for (FileStatus status : fileSystem().listStatus(directory)) {
        if (!status.isDirectory() || !isLink(local, status.getPath().getName())) {
          entries.add(entry(status));
        }
      }
      return entries;
    } catch (FileNotFoundException | ParentNotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw failed("list", directory, e);
    }
  }

  private static boolean isLink(Optional<java.nio.file.Path> directory, String name) {
    return directory.map(path -> Files.isSymbolicLink(path.resolve(name))).orElse(false);
  }

  /** Links that Hadoop's other file systems may have are off, and cannot be followed then. */
  @Override
  public boolean isOwn(String relativeDirectory) {
    resolve(relativeDirectory);
    try {
      return local(root)
          .map(directory -> TableLinks.areAbsent(directory, relativeDirectory))
          .orElse(true);
    } catch (FileNotFoundException e) {
      return true;
    } catch (IOException e) {
      throw failed("look up", root, e);
    }
  }

  /** Where on this machine a directory lies, if it does, under whatever scheme. */
  private Optional<java.nio.file.Path> local(Path directory) throws IOException {
    FileSystem fs = fileSystem();
    Path target = directory;
    if (fs instanceof ViewFileSystem) {
      target = fs.resolvePath(directory);
      fs = target.getFileSystem(conf);
    }
    while (fs instanceof FilterFileSystem filter) {
      fs = filter.getRawFileSystem();
    }
    return fs instanceof RawLocalFileSystem raw
        ? Optional.of(raw.pathToFile(target).toPath())
        : Optional.empty();
  }

  @Override
  public boolean delete(String relativePath) {
    Path file = resolve(relativePath);
    TableLinks.requireOwn(this, relativePath);
    try {
      return fileSystem().delete(file, false);
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw failed("delete", file, e);
    }
  }

  @Override
  public void deleteDirectory(String relativeDirectory) {
    Path directory = resolve(relativeDirectory);
    TableLinks.requireOwn(this, relativeDirectory);
    try {
      fileSystem().delete(directory, true);
    } catch (FileNotFoundException e) {
      // Gone already.
    } catch (IOException e) {
      throw failed("delete", directory, e);
    }
  }

  /** Where a file can be renamed safely, so can a directory; object stores copy file by file. */
  @Override
  public boolean canMoveDirectories() {
    try {
      FileSystem fs = fileSystem();
      return exclusiveCreate(fs, root) == ExclusiveCreate.RENAME;
    } catch (IOException e) {
      throw failed("look up", root, e);
    }
  }

  @Override
  public boolean moveDirectory(String relativeDirectory, String newName) {
    Path from = resolve(relativeDirectory);
    Path to = resolve(newName);
    TableLinks.requireOwn(this, relativeDirectory);
    TableLinks.requireOwn(this, newName);
    if (!canMoveDirectories()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot rename " + from + ": this file system does not rename directories in one step");
    }
    try {
      FileSystem fs = fileSystem();
      if (fs.exists(to) || !fs.exists(from)) {
        return false;
      }
      Path own = new Path(null, null, from.getName());
      boolean holdsItsName = fs.exists(new Path(from, own));
      fs.mkdirs(to.getParent());
      if (!fs.rename(from, to)) {
        return false;
      }
      // If somebody made the target meanwhile, Hadoop has moved the directory into it.
      boolean inside = !holdsItsName && fs.exists(new Path(to, own));
      if (inside) {
        fs.rename(new Path(to, own), from);
      }
      return !inside;
    } catch (IOException e) {
      throw failed("rename", from, e);
    }
  }

  @Override
  public boolean exists(String relativePath) {
    Path file = resolve(relativePath);
    try {
      return fileSystem().exists(file);
    } catch (IOException e) {
      throw failed("look up", file, e);
    }
  }

  @Override
  public java.nio.file.Path localFile(String relativePath, long expectedBytes) {
    Path file = resolve(relativePath);
    try {
      return LocalCopies.shared(conf).copyOf(fileSystem(), file, expectedBytes);
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
    return false;
  }

  @Override
  public String describe(String relativePath) {
    return new Path(root, new Path(null, null, relativePath)).toString();
  }

  private Path resolve(String relativePath) {
    return new Path(root, new Path(null, null, checked(relativePath)));
  }

  private String checked(String relativePath) {
    return RelativePath.check(relativePath, root.toString());
  }

  private FileSystem fileSystem() throws IOException {
    return root.getFileSystem(conf);
  }

  private ExclusiveCreate exclusiveCreate(FileSystem fs, Path file) throws IOException {
    ExclusiveCreate way = exclusiveCreate;
    if (way == null) {
      way = ExclusiveCreate.of(fs, file, conf);
      exclusiveCreate = way;
    }
    return way;
  }

  private static VectorDbException failed(String what, Path file, Exception cause) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_STORAGE_FAILED,
        "Cannot " + what + " " + file + ": " + VectorDbErrors.reason(cause),
        cause);
  }

  /** Asks HDFS to have the bytes on the disks of the data nodes, not just in their memory. */
  private static final class DurableChannel implements WritableByteChannel {
    private final FSDataOutputStream out;
    private final WritableByteChannel channel;

    DurableChannel(FSDataOutputStream out) {
      this.out = out;
      this.channel = Channels.newChannel(out);
    }

    @Override
    public int write(java.nio.ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        try {
          if (out.hasCapability(StreamCapabilities.HSYNC)) {
            out.hsync();
          }
        } finally {
          channel.close();
        }
      }
    }
  }
}
