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
package io.vectordb.table.rewrite;

/**
 * What a compaction did.
 *
 * @param groups groups of files that were replaced by one file each
 * @param groupsInConflict groups that others changed again and again meanwhile, and that were left
 *     as they are
 * @param filesRemoved data files replaced
 * @param filesAdded data files written
 * @param rows rows written
 * @param deletedRows rows dropped for good, which had been deleted before
 * @param bytesRemoved length of the data files replaced
 * @param bytesAdded length of the data files written
 */
public record CompactionResult(
    int groups,
    int groupsInConflict,
    long filesRemoved,
    long filesAdded,
    long rows,
    long deletedRows,
    long bytesRemoved,
    long bytesAdded) {
  static final CompactionResult NOTHING = new CompactionResult(0, 0, 0, 0, 0, 0, 0, 0);

  static CompactionResult conflict() {
    return new CompactionResult(0, 1, 0, 0, 0, 0, 0, 0);
  }

  CompactionResult plus(CompactionResult other) {
    return new CompactionResult(
        groups + other.groups,
        groupsInConflict + other.groupsInConflict,
        filesRemoved + other.filesRemoved,
        filesAdded + other.filesAdded,
        rows + other.rows,
        deletedRows + other.deletedRows,
        bytesRemoved + other.bytesRemoved,
        bytesAdded + other.bytesAdded);
  }
}
