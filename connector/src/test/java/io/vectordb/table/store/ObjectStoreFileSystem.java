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

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A directory of this machine that behaves as S3 does with Hadoop 3.4.2 or newer: a file appears
 * when it is closed, a conditional create is checked then, and renames overwrite.
 */
public class ObjectStoreFileSystem extends RawLocalFileSystem {
  /** Configuration key: conditional creates are switched off, as before Hadoop 3.4.2. */
  static final String OLD = "object.old";

  /** Configuration key: the client sends every request twice, as after a lost answer. */
  static final String RETRIES = "object.retries";

  /** So many of the next puts are answered as if another one of the same name were under way. */
  static final AtomicInteger CONFLICTS = new AtomicInteger();

  /** The files that somebody has opened to read them. */
  static final Set<Path> READ = ConcurrentHashMap.newKeySet();

  private static final String CONDITIONAL =
      CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

  static Configuration configuration(java.nio.file.Path copies) {
    Configuration conf = new Configuration(false);
    conf.set("fs.object.impl", ObjectStoreFileSystem.class.getName());
    conf.setBoolean("fs.object.impl.disable.cache", true);
    conf.set(LocalCopies.DIRECTORY_KEY, copies.toString());
    return conf;
  }

  @Override
  public String getScheme() {
    return "object";
  }

  @Override
  public URI getUri() {
    return URI.create("object:///");
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals(CONDITIONAL)
        ? !getConf().getBoolean(OLD, false)
        : super.hasPathCapability(path, capability);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    READ.add(path);
    return super.open(path, bufferSize);
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new AssertionError("renames are not atomic here");
  }

  @Override
  public FSDataOutputStreamBuilder<?, ?> createFile(Path path) {
    return new Builder(this, path);
  }

  private OutputStream upload(Path path) {
    return new ByteArrayOutputStream() {
      private boolean closed;

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          putIfNoneMatch(path, toByteArray());
          if (getConf().getBoolean(RETRIES, false)) {
            putIfNoneMatch(path, toByteArray());
          }
        }
      }
    };
  }

  private void putIfNoneMatch(Path path, byte[] content) throws IOException {
    if (CONFLICTS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new PathIOException(path.toString(), "409 ConditionalRequestConflict");
    }
    java.nio.file.Path file = pathToFile(path).toPath();
    Files.createDirectories(file.getParent());
    java.nio.file.Path bytes = Files.createTempFile("object", UUID.randomUUID().toString());
    try (OutputStream out = new FileOutputStream(bytes.toFile())) {
      out.write(content);
    }
    try {
      Files.createLink(file, bytes);
    } catch (FileAlreadyExistsException e) {
      throw new PathIOException(path.toString(), "412 Precondition Failed");
    } finally {
      Files.delete(bytes);
    }
  }

  private static final class Builder
      extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
    private final ObjectStoreFileSystem store;

    Builder(FileSystem store, Path path) {
      super(store, path);
      this.store = (ObjectStoreFileSystem) store;
    }

    @Override
    public Builder getThisBuilder() {
      return this;
    }

    @Override
    public FSDataOutputStream build() throws IOException {
      Set<String> must = getMandatoryKeys();
      if (!must.contains(CONDITIONAL) || !getOptions().getBoolean(CONDITIONAL, false)) {
        throw new AssertionError("an unconditional create, must options " + must);
      }
      return new FSDataOutputStream(store.upload(getPath()), null);
    }
  }
}
