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
import io.vectordb.table.file.DataFile;
import io.vectordb.table.store.LogNames;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A commit whose file has just been created. It does not count if versions up to its number had
 * expired before, so that the number was free again: nobody would read it.
 *
 * @param deletions what it deletes, written
 * @param content of the commit's file
 */
record WrittenCommit(
    TableLog log, Changes changes, Deletions deletions, long version, byte[] content) {
  /**
   * Whether the version can be read; not if it counts but has expired since, as a forced expiry
   * makes it happen.
   *
   * @throws VectorDbException if the commit does not count, or may not
   */
  boolean isKept() {
    Snapshot oldest;
    try {
      if (!log.hasExpired(version)) {
        return true;
      }
      oldest = log.oldest();
    } catch (VectorDbException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COMMIT_UNKNOWN,
          "The file of version "
              + version
              + " of "
              + log.path()
              + " has been written, but whether this "
              + changes.operation()
              + " counts is not known, because to look what has expired meanwhile did not help: "
              + e.getMessage()
              + ". Look what the table has before you try again",
          e);
    }
    boolean counts = isPartOf(oldest);
    VectorDbException lost = lost(oldest);
    try {
      takeAway();
      if (!counts) {
        deletions.discard();
      }
    } catch (VectorDbException e) {
      // The next expiry removes the file, and the next vacuum the others.
      lost.addSuppressed(e);
    }
    if (!counts) {
      throw lost;
    }
    return false;
  }

  /** A number expires only once, so what the oldest version has of this is there by this commit. */
  private boolean isPartOf(Snapshot oldest) {
    if (changes.identity().isPresent()) {
      Action.Txn txn = changes.identity().get();
      return oldest.transactionVersion(txn.appId()).orElse(Long.MIN_VALUE) >= txn.version();
    }
    Set<String> own = new HashSet<>(changes.files().newPaths());
    deletions.vectors().values().forEach(vector -> own.add(vector.path()));
    return oldest.files().stream()
        .map(DataFile::ownPaths)
        .flatMap(List::stream)
        .anyMatch(own::contains);
  }

  /** Whether it counts or not, its number has expired, and the file would be in others' way. */
  private void takeAway() {
    log.store()
        .readIfExists(LogNames.commit(version))
        .filter(there -> Arrays.equals(there, content))
        .ifPresent(there -> log.store().delete(LogNames.commit(version)));
  }

  private VectorDbException lost(Snapshot oldest) {
    String what =
        "Version "
            + version
            + " of "
            + log.path()
            + ", as which this "
            + changes.operation()
            + " was to be committed, has expired: an expiry was forced meanwhile, and the oldest version is "
            + oldest.version()
            + " now. ";
    // The steps of applications stay in the table for ever, files do not.
    return changes.identity().isPresent()
        ? new VectorDbException(
            ErrorCondition.VECTORDB_CONCURRENT_CHANGE, what + "Nothing was committed; retry")
        : new VectorDbException(
            ErrorCondition.VECTORDB_COMMIT_UNKNOWN,
            what
                + "Whether it counts is not known: nothing of it is in that version, so it was not"
                + " committed, unless others have replaced or removed at once what it had changed."
                + " Look what the table has before you try again");
  }
}
