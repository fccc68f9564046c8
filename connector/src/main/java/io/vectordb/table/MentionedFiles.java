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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.schema.TableSchema;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Every file that any retained version of a table mentions, of whatever kind. */
public final class MentionedFiles {
  private final TableLog log;
  private final Set<String> paths = new HashSet<>();
  private long version;
  private TableSchema schema;

  private MentionedFiles(TableLog log) {
    this.log = log;
  }

  /**
   * What the versions mention that are there now.
   *
   * @throws VectorDbException if one of them cannot be read
   */
  public static MentionedFiles of(Table table) {
    return table.log().whileVersionsExpire(listing -> read(table, listing));
  }

  private static MentionedFiles read(Table table, LogListing listing) {
    if (listing.newest().isEmpty()) {
      throw table.noTable();
    }
    MentionedFiles mentioned = new MentionedFiles(table.log());
    mentioned.start(table.log().load(listing.oldest().orElse(0), listing));
    mentioned.follow(listing.newest().getAsLong());
    mentioned.update();
    return mentioned;
  }

  private void start(Snapshot snapshot) {
    snapshot.files().forEach(this::add);
    version = snapshot.version();
    schema = snapshot.schema();
  }

  /** Adds what the versions up to {@code newest} mention, as far as their commits are there. */
  private void follow(long newest) {
    CommitReader commits = new CommitReader(log.store(), newest);
    boolean isThere = true;
    while (isThere && version < newest) {
      Optional<byte[]> next = commits.read(version + 1);
      next.ifPresent(commit -> add(log.decode(commit, version + 1, schema)));
      isThere = next.isPresent();
    }
  }

  private void add(CommitFile commit) {
    commit.actions().forEach(this::add);
    version = commit.info().version();
  }

  /**
   * Adds what has been committed since.
   *
   * @throws VectorDbException if commits are missing
   */
  void update() {
    Optional<CommitFile> next = log.read(version + 1, schema);
    while (next.isPresent()) {
      add(next.get());
      next = log.read(version + 1, schema);
    }
    if (log.newestVersion().orElse(-1) > version && log.read(version + 1, schema).isEmpty()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_DAMAGED,
          "The commit "
              + log.commitFile(version + 1)
              + " is missing, so it is unknown which files of "
              + log.path()
              + " are in use, and no more are removed; if it has not just expired, so that a retry"
              + " helps, restore it from a backup or a replica");
    }
  }

  public boolean contains(String path) {
    return paths.contains(path);
  }

  private void add(Action action) {
    if (action instanceof Action.MetaData metaData) {
      schema = metaData.metadata().schema();
    } else if (action instanceof Action.Add add) {
      add(add.file());
    } else if (action instanceof Action.Codes codes) {
      add(codes.codes().values());
    } else if (action instanceof Action.Deletes deletes) {
      paths.add(deletes.deletes().path());
    }
  }

  private void add(DataFile file) {
    paths.addAll(file.ownPaths());
    add(file.codes().values());
  }

  private void add(Collection<CodeFile> codes) {
    for (CodeFile code : codes) {
      paths.add(code.file().path());
      if (code.rotation() != null) {
        paths.add(code.rotation().path());
      }
    }
  }
}
