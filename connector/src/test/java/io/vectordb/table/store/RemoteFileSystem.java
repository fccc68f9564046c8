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

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** A directory of this machine under another scheme, with the rename of HDFS. */
public class RemoteFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "remote";

  /** Configuration key: the answer to every rename is lost. */
  public static final String LOSE_ANSWERS = "remote.lose.answers";

  /** Configuration key: who looks at a file whose rename had no answer gets none either, once. */
  public static final String LOSE_LOOKS = "remote.lose.looks";

  /** Configuration key: there is no room for anything. */
  public static final String FULL = "remote.full";

  private static final Object NAME_NODE = new Object();
  private static final Set<Path> UNANSWERED = ConcurrentHashMap.newKeySet();
  private static final AtomicReference<Runnable> AFTER_LISTING = new AtomicReference<>();

  /** What others do once, right after somebody has listed the log of a table. */
  public static void afterLogIsListed(Runnable action) {
    AFTER_LISTING.set(action);
  }

  public static Configuration configuration(java.nio.file.Path copies) {
    Configuration conf = new Configuration(false);
    conf.set("fs.remote.impl", RemoteFileSystem.class.getName());
    conf.setBoolean("fs.remote.impl.disable.cache", true);
    conf.set(LocalCopies.DIRECTORY_KEY, copies.toString());
    conf.set(ExclusiveCreate.KEY_PREFIX + SCHEME, "rename");
    return conf;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    synchronized (NAME_NODE) {
      if (exists(to) || !super.rename(from, to)) {
        return false;
      }
    }
    if (getConf().getBoolean(LOSE_ANSWERS, false)) {
      if (getConf().getBoolean(LOSE_LOOKS, false)) {
        UNANSWERED.add(to);
      }
      throw new IOException("the answer was lost");
    }
    return true;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (getConf().getBoolean(FULL, false)) {
      throw new IOException("no space left");
    }
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    if (UNANSWERED.remove(path)) {
      throw new IOException("the connection was lost");
    }
    return super.getFileStatus(path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] files = super.listStatus(path);
    Runnable action = path.toString().endsWith(LogNames.DIRECTORY) ? AFTER_LISTING.get() : null;
    if (action != null && AFTER_LISTING.compareAndSet(action, null)) {
      action.run();
    }
    return files;
  }
}
