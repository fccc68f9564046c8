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

import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of one table. Every path is relative to the table's root, with {@code /} as separator;
 * a path that would leave the root is refused. Failures are {@link VectorDbException}s that name
 * the file. Thread-safe.
 */
public interface TableStore {
  /**
   * Creates a file, and its parent directories, for sequential writing. Fails if it exists. Once
   * the channel is closed without an error the file survives a crash of the machine.
   */
  WritableByteChannel create(String relativePath);

  /**
   * As {@link #create}, of a file that is going to be read on this machine: where {@link
   * #localFile} gives a copy, it is made from what is written. If that fails, it is made later.
   */
  default WritableByteChannel createToRead(String relativePath) {
    return create(relativePath);
  }

  /**
   * Creates a file with this content unless it exists. Of any number of concurrent callers exactly
   * one succeeds, and nobody ever sees a part of the content.
   *
   * @return false if the file existed or somebody else was first
   */
  boolean putIfAbsent(String relativePath, byte[] content);

  /** The content of a file, or nothing if there is no such file. */
  Optional<byte[]> readIfExists(String relativePath);

  /** The content of a file that must exist. */
  default byte[] read(String relativePath) {
    return readIfExists(relativePath)
        .orElseThrow(() -> VectorDbErrors.noSuchFile(describe(relativePath)));
  }

  /**
   * Files and directories directly in a directory, in no order; empty if it does not exist. Links
   * to other directories are left out, because what is there may not be the table's.
   */
  List<FileEntry> list(String relativeDirectory);

  /** As {@link #list(String)}, directly in the root. */
  List<FileEntry> list();

  /**
   * The names of what is directly in a directory, in no order; empty if it does not exist. Where
   * names alone cost less than {@link #list}, directories are not marked as such.
   */
  default List<String> names(String relativeDirectory) {
    return list(relativeDirectory).stream().map(FileEntry::name).toList();
  }

  /** The entry of a file, or nothing if there is no such file. */
  Optional<FileEntry> find(String relativePath);

  /**
   * Whether a directory is the table's own: no part of its path below the root is a symbolic link.
   * Links are followed where files are read and written, but nothing behind them is ever deleted.
   * Also of a directory that does not exist.
   */
  boolean isOwn(String relativeDirectory);

  /**
   * Deletes a file or an empty directory; false if it did not exist.
   *
   * @throws VectorDbException also if its directory is not the table's own ({@link #isOwn}); so do
   *     the other methods that delete or move
   */
  boolean delete(String relativePath);

  /** Deletes a directory with all that is in it; nothing happens if there is none. */
  void deleteDirectory(String relativeDirectory);

  /** Whether a directory can be given another name at once, whatever it holds. */
  boolean canMoveDirectories();

  /**
   * Gives a directory, which holds something, another name in one step, and makes the parents of
   * that name.
   *
   * @return false if there is no such directory, or something has the new name
   * @throws VectorDbException if the store cannot ({@link #canMoveDirectories})
   */
  boolean moveDirectory(String relativeDirectory, String newName);

  /** Whether a file or directory exists. */
  boolean exists(String relativePath);

  /**
   * A local file with the content of {@code relativePath}, to be mapped soon: the file itself on a
   * local disk, else a copy in a bounded cache on this machine ({@link LocalCopies}).
   *
   * @param expectedBytes the length that the log records; another length is an error
   */
  Path localFile(String relativePath, long expectedBytes);

  /**
   * The table's directory, absolute, in a form that {@link TableLocation#open} understands on any
   * machine.
   */
  String location();

  /** Whether the files lie on this machine's disks, so that no Hadoop configuration is needed. */
  boolean isLocal();

  /** The full name of a file, for messages. */
  String describe(String relativePath);
}
