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
import io.vectordb.errors.VectorDbException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;

/**
 * Where a table is. Local paths are recognised without touching Hadoop's configuration, whose
 * loading takes hundreds of milliseconds.
 */
public sealed interface TableLocation {
  /** A directory on this machine's disks. */
  record Local(Path directory) implements TableLocation {}

  /** A directory on any other Hadoop file system. */
  record Remote(org.apache.hadoop.fs.Path directory) implements TableLocation {}

  /**
   * The files of the table at {@code path}, any Hadoop path or a plain local path. Does no I/O.
   *
   * @param conf decides what a path without scheme means; null stands for the local file system, or
   *     for Hadoop's default configuration if the path names another one
   */
  static TableStore open(String path, Configuration conf) {
    return parse(path, conf).store(conf);
  }

  static TableLocation parse(String path, Configuration conf) {
    if (path == null || path.isBlank()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "The table's path is empty; give the directory of the table");
    }
    try {
      return parsed(path, conf);
    } catch (IllegalArgumentException e) {
      throw new VectorDbException(
          "The table's path '" + path + "' is not understood: " + e.getMessage(), e);
    }
  }

  private static TableLocation parsed(String path, Configuration conf) {
    boolean hasScheme = RelativePath.SCHEME.matcher(path).matches();
    if (hasScheme ? path.regionMatches(true, 0, "file:", 0, 5) : defaultIsLocal(conf)) {
      // Hadoop's Path, not java.net.URI, because it takes blanks and percent signs literally.
      String local = hasScheme ? new org.apache.hadoop.fs.Path(path).toUri().getPath() : path;
      return new Local(LocalName.directory(local));
    }
    return new Remote(new org.apache.hadoop.fs.Path(path));
  }

  /** The files at this location. */
  default TableStore store(Configuration conf) {
    if (this instanceof Local local) {
      return new LocalTableStore(local.directory());
    }
    return new HadoopTableStore(
        ((Remote) this).directory(), conf == null ? new Configuration() : conf);
  }

  private static boolean defaultIsLocal(Configuration conf) {
    if (conf == null) {
      return true;
    }
    String defaultFs = conf.get(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, "file:///");
    return defaultFs.startsWith("file:");
  }
}
