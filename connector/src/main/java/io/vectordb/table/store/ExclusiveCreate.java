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

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** How a Hadoop file system makes a whole file appear at once unless the name is taken. */
enum ExclusiveCreate {
  /** The store checks the name when the upload is completed: S3 since Hadoop 3.4.2. */
  CONDITIONAL {
    @Override
    void write(FileSystem fs, Path file, byte[] content) throws IOException {
      FSDataOutputStreamBuilder<?, ?> builder = fs.createFile(file);
      builder.create().recursive();
      builder.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, "true");
      try (FSDataOutputStream out = builder.build()) {
        out.write(content);
      }
    }

    /** S3 answers 409, and asks for another attempt, while somebody else writes the same name. */
    @Override
    int attempts() {
      return 5;
    }
  },

  /** A file appears when it is closed, and create without overwrite is checked then: GCS. */
  CREATE {
    @Override
    void write(FileSystem fs, Path file, byte[] content) throws IOException {
      try (FSDataOutputStream out = fs.create(file, false)) {
        out.write(content);
      }
    }
  },

  /** Renaming is atomic and refuses a name that is taken: HDFS, Ozone, Azure Data Lake. */
  RENAME {
    @Override
    void write(FileSystem fs, Path file, byte[] content) throws IOException {
      if (fs.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Path temporary = temporary(file);
      boolean renamed = false;
      try {
        try (FSDataOutputStream out = fs.create(temporary, false)) {
          out.write(content);
          if (out.hasCapability(StreamCapabilities.HSYNC)) {
            out.hsync();
          }
        }
        renamed = fs.rename(temporary, file);
      } finally {
        if (!renamed) {
          // Also keeps a rename whose answer was lost from taking effect later.
          fs.delete(temporary, false);
        }
      }
      if (!renamed) {
        throw new IOException("rename of " + temporary + " to " + file + " was refused");
      }
    }
  };

  /** Configuration key, completed by a scheme, that declares what a file system guarantees. */
  static final String KEY_PREFIX = "vectordb.commit.";

  private static final Map<String, ExclusiveCreate> BY_SCHEME =
      Map.of(
          "hdfs",
          RENAME,
          "webhdfs",
          RENAME,
          "swebhdfs",
          RENAME,
          "ofs",
          RENAME,
          "o3fs",
          RENAME,
          "abfs",
          RENAME,
          "abfss",
          RENAME,
          "gs",
          CREATE);

  /**
   * Writes {@code file}, or throws without it ever having been visible in part. After an exception
   * the file may exist nevertheless, somebody else's or ours: an answer can be lost.
   */
  abstract void write(FileSystem fs, Path file, byte[] content) throws IOException;

  /** How often to try as long as nothing is there afterwards. */
  int attempts() {
    return 1;
  }

  /** The way that is safe on {@code fs}; refuses a file system that is not known to have one. */
  static ExclusiveCreate of(FileSystem fs, Path file, Configuration conf) throws IOException {
    if (fs.hasPathCapability(file, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
      ConditionalWrites.verify(fs, temporary(file));
      return CONDITIONAL;
    }
    String scheme = fs.getUri().getScheme().toLowerCase(Locale.ROOT);
    String declared = conf.getTrimmed(KEY_PREFIX + scheme);
    if (declared != null) {
      return declared(KEY_PREFIX + scheme, declared);
    }
    ExclusiveCreate known = BY_SCHEME.get(scheme);
    if (known == null) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Writing to "
              + file
              + " is not supported: the file system '"
              + scheme
              + "' ("
              + fs.getClass().getName()
              + ") does not offer "
              + FS_OPTION_CREATE_CONDITIONAL_OVERWRITE
              + ", without which two writers could overwrite each other's commit. For S3 use"
              + " s3a with Hadoop 3.4.2 or newer and leave fs.s3a.create.conditional.enabled"
              + " on. If this file system renames atomically and refuses an existing target, say"
              + " so with "
              + KEY_PREFIX
              + scheme
              + "=rename. Reading works");
    }
    return known;
  }

  /** A name beside {@code file} that everybody else ignores. */
  private static Path temporary(Path file) {
    return new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID() + ".tmp");
  }

  private static ExclusiveCreate declared(String key, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "rename" -> RENAME;
      case "create" -> CREATE;
      case "conditional" -> CONDITIONAL;
      default ->
          throw new VectorDbException(
              ErrorCondition.VECTORDB_OPTION_INVALID,
              key + "=" + value + " is not understood; use rename, create or conditional");
    };
  }
}
