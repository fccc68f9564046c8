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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.Table;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DataFilePath;
import io.vectordb.table.file.DataFileWriter;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.store.ParallelDelete;
import io.vectordb.table.store.TableStore;
import java.io.Serializable;
import java.util.List;

/**
 * One group of data files that is to be replaced by one file, in a form that can be sent to another
 * machine.
 *
 * @param schema the table's columns, which the new file has
 * @param files the files, of one partition, in the order of their rows
 * @param codes what codes the new file gets
 */
public record CompactionTask(TableSchema schema, List<DataFile> files, CodePolicy codes)
    implements Serializable {
  /** The number of rows that the new file has. */
  public long rows() {
    return files.stream().mapToLong(DataFile::liveRows).sum();
  }

  /**
   * Writes the new file and its codes, which belong to the table only once they are committed.
   * Memory does not depend on the length of the files.
   *
   * @throws VectorDbException if a file is missing or damaged; nothing is left behind
   */
  public DataFile run(Table table) {
    TableStore store = table.store();
    DataFile first = files.get(0);
    String path = DataFilePath.next(first.partitionValues());
    DataFile merged;
    try (DataFileWriter writer = codes.newFile(store, schema, path, first.partitionValues());
        FileMerger merger = new FileMerger(store, schema, writer)) {
      merger.addAll(files);
      merger.flush();
      if (writer.rows() != rows()) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_TABLE_DAMAGED,
            "Merging "
                + files.size()
                + " files of "
                + table
                + " gave "
                + writer.rows()
                + " rows instead of "
                + rows()
                + "; nothing was changed. The log contradicts the files: restore the table from a"
                + " backup");
      }
      merged = writer.finish();
    }
    try {
      return codes.encode(store, schema, merged);
    } catch (RuntimeException e) {
      ParallelDelete.undo(store, List.of(merged.path()), e);
      throw e;
    }
  }
}
