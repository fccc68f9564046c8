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

import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.CodePolicy;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.file.FileEncoder;
import io.vectordb.table.file.FileEncoder.StoredRotation;
import io.vectordb.table.file.StoredFile;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.store.ParallelDelete;
import io.vectordb.table.store.ParallelTasks;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Encodes the vectors of a table anew, without touching a data file. Readers and writers go on
 * meanwhile; an interrupted optimization leaves the table as it was.
 *
 * <pre>{@code
 * Optimization.of(Table.at("/data/features")).run(Encoding.PCA_INT8);
 * }</pre>
 */
public final class Optimization {
  private final Table table;

  private Optimization(Table table) {
    this.table = table;
  }

  /** An optimization of {@code table}: of the version that is the newest when it runs. */
  public static Optimization of(Table table) {
    return new Optimization(table);
  }

  /**
   * Gives every file codes of this kind; principal components are found anew in a sample of all
   * files. {@link Encoding#NONE} takes the codes away. Works on as many files at a time as there
   * are processors.
   *
   * @return the number of data files whose codes were replaced
   */
  public int run(Encoding encoding) {
    Transaction transaction =
        table.begin("OPTIMIZE", Map.of("codes", encoding.label())).keepsRows();
    Snapshot snapshot = transaction.base().orElseGet(table::snapshot);
    Map<DataFile, Map<String, CodeFile>> codes = encodeOrUndo(snapshot, encoding);
    int replaced = 0;
    for (DataFile file : snapshot.files()) {
      if (!codes.get(file).equals(file.codes())) {
        transaction.replaceCodes(file, codes.get(file));
        replaced++;
      }
    }
    if (replaced > 0) {
      // If this fails, the files stay: the commit may have been made, and its answer was lost.
      transaction.commit();
    }
    return replaced;
  }

  private Map<DataFile, Map<String, CodeFile>> encodeOrUndo(Snapshot snapshot, Encoding encoding) {
    Queue<StoredFile> written = new ConcurrentLinkedQueue<>();
    try {
      return encode(snapshot, encoding, written);
    } catch (RuntimeException e) {
      ParallelDelete.undo(table.store(), written.stream().map(StoredFile::path).toList(), e);
      throw e;
    }
  }

  private Map<DataFile, Map<String, CodeFile>> encode(
      Snapshot snapshot, Encoding encoding, Queue<StoredFile> written) {
    List<DataFile> files = snapshot.files();
    FileEncoder encoder = new FileEncoder(table.store());
    CodePolicy policy = CodePolicy.untrained(encoding);
    Map<String, StoredRotation> rotations = new HashMap<>();
    for (VectorColumn column : snapshot.schema().vectorColumns()) {
      if (files.stream().anyMatch(file -> policy.wantsCodes(column, file))) {
        policy
            .rotation(encoder, column, files)
            .ifPresent(
                rotation -> {
                  written.add(rotation.file());
                  rotations.put(column.fileName(), rotation);
                });
      }
    }
    Map<DataFile, Map<String, CodeFile>> codes = new ConcurrentHashMap<>();
    ParallelTasks.run(
        "The optimization",
        Runtime.getRuntime().availableProcessors(),
        files,
        file -> {
          Map<String, CodeFile> own = new LinkedHashMap<>();
          for (VectorColumn column : snapshot.schema().vectorColumns()) {
            if (policy.wantsCodes(column, file)) {
              CodeFile code = encoder.encode(file, column, rotations.get(column.fileName()));
              written.add(code.file());
              own.put(column.fileName(), code);
            }
          }
          codes.put(file, own);
        });
    return codes;
  }
}
