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
package io.vectordb.table;

import io.vectordb.table.file.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data files of one version, in their order. Immutable; versions that follow each other share
 * what finds files by path, so that a commit to a table of many files costs what it changes.
 */
final class FileSet {
  static final FileSet EMPTY = new FileSet(List.of(), null);

  /** Stands for a file that is no longer there. */
  private static final Object REMOVED = new Object();

  private final List<DataFile> files;
  private volatile Index index;

  /** Files by path: those of an older version, and what is different since. */
  private record Index(Map<String, DataFile> base, Map<String, Object> changes) {
    DataFile get(String path) {
      Object changed = changes.get(path);
      if (changed != null) {
        return changed == REMOVED ? null : (DataFile) changed;
      }
      return base.get(path);
    }

    boolean isWorthKeeping() {
      return changes.size() <= 1000 + base.size() / 8;
    }
  }

  private FileSet(List<DataFile> files, Index index) {
    this.files = List.copyOf(files);
    this.index = index;
  }

  static FileSet of(List<DataFile> files) {
    return new FileSet(files, null);
  }

  List<DataFile> files() {
    return files;
  }

  /** The file {@code path}, or null. */
  DataFile get(String path) {
    return index().get(path);
  }

  private Index index() {
    Index known = index;
    if (known == null) {
      Map<String, DataFile> base = new HashMap<>(files.size() * 4 / 3 + 1);
      files.forEach(file -> base.put(file.path(), file));
      known = new Index(base, Map.of());
      index = known;
    }
    return known;
  }

  /** Files that are added, removed and replaced one after the other. */
  Changes change() {
    return new Changes(this);
  }

  /** See {@link #change()}. Not thread-safe. */
  static final class Changes {
    private final FileSet start;

    /** Files of {@link #start} that are gone or have been replaced. */
    private final Map<String, Object> changed = new HashMap<>();

    private final Map<String, DataFile> added = new LinkedHashMap<>();
    private int removed;

    private Changes(FileSet start) {
      this.start = start;
    }

    DataFile get(String path) {
      DataFile file = added.get(path);
      if (file != null) {
        return file;
      }
      Object now = changed.get(path);
      if (now != null) {
        return now == REMOVED ? null : (DataFile) now;
      }
      return start.get(path);
    }

    int size() {
      return start.files.size() - removed + added.size();
    }

    /** Adds a file, which must not be there, as the last one. */
    void add(DataFile file) {
      added.put(file.path(), file);
    }

    /** Removes a file, which must be there. */
    void remove(String path) {
      if (added.remove(path) == null) {
        changed.put(path, REMOVED);
        removed++;
      }
    }

    /** Replaces a file, which must be there, in its place. */
    void replace(DataFile file) {
      if (added.replace(file.path(), file) == null) {
        changed.put(file.path(), file);
      }
    }

    FileSet result() {
      if (changed.isEmpty() && added.isEmpty()) {
        return start;
      }
      List<DataFile> files = new ArrayList<>(size());
      if (changed.isEmpty()) {
        files.addAll(start.files);
      } else {
        for (DataFile file : start.files) {
          Object now = changed.getOrDefault(file.path(), file);
          if (now != REMOVED) {
            files.add((DataFile) now);
          }
        }
      }
      files.addAll(added.values());
      return new FileSet(files, indexAfter());
    }

    private Index indexAfter() {
      Index before = start.index;
      if (before == null) {
        return null;
      }
      Map<String, Object> changes = new HashMap<>(before.changes);
      changes.putAll(changed);
      changes.putAll(added);
      Index after = new Index(before.base, changes);
      return after.isWorthKeeping() ? after : null;
    }
  }
}
