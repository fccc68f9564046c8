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
package io.vectordb.spark.write;

import io.vectordb.table.Table;
import io.vectordb.table.Transaction;
import io.vectordb.table.file.DataFile;
import java.util.ArrayList;
import java.util.List;

/** A transaction that a statement has begun and will finish; a write in between adds to it. */
public final class StagedChanges {
  private final Table table;
  private final Transaction transaction;
  private final Runnable onCommit;
  private final List<DataFile> files = new ArrayList<>();

  public StagedChanges(Table table, Transaction transaction, Runnable onCommit) {
    this.table = table;
    this.transaction = transaction;
    this.onCommit = onCommit;
  }

  public Transaction transaction() {
    return transaction;
  }

  /** Takes over files that the transaction adds. */
  void own(List<DataFile> written) {
    files.addAll(written);
  }

  public void commit() {
    transaction.commit();
    onCommit.run();
  }

  /** Deletes what was written, unless it is part of the table. */
  public void abort() {
    WrittenFiles.discard(table, files);
  }
}
