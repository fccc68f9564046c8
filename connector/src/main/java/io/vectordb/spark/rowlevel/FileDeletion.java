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
package io.vectordb.spark.rowlevel;

import io.vectordb.spark.read.RowsRead;
import io.vectordb.spark.schema.PredicateTranslator;
import io.vectordb.spark.schema.TableVersion;
import io.vectordb.spark.write.TargetTable;
import io.vectordb.spark.write.WriteTransaction;
import io.vectordb.table.Snapshot;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.RowMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

/**
 * A DELETE of whole files: the log proves of every file that all of its rows satisfy the condition,
 * or that none does. No data is read or written.
 *
 * @param files the files to delete
 */
public record FileDeletion(TableVersion table, Filter condition, List<DataFile> files) {
  /** The deletion by these predicates, unless some rows of a file may have to stay. */
  public static Optional<FileDeletion> of(TableVersion table, Predicate[] predicates) {
    PredicateTranslator translator =
        new PredicateTranslator(table.tableSchema(), table.schema(), List.of());
    Optional<Filter> translated = translator.translateAll(predicates);
    if (translated.isEmpty() || !translator.scores().isEmpty()) {
      return Optional.empty();
    }
    Filter condition = translated.get();
    List<DataFile> files = new ArrayList<>();
    if (table.snapshot().isPresent()) {
      Snapshot snapshot = table.snapshot().get();
      Function<DataFile, RowMatch> matches = snapshot.match(condition);
      for (DataFile file : snapshot.files()) {
        RowMatch match = matches.apply(file);
        if (match == RowMatch.SOME) {
          return Optional.empty();
        } else if (match == RowMatch.ALL) {
          files.add(file);
        }
      }
    }
    return Optional.of(new FileDeletion(table, condition, files));
  }

  /** Commits; a deletion of nothing makes no version. */
  public void run() {
    if (files.isEmpty()) {
      return;
    }
    WriteTransaction transaction =
        WriteTransaction.ofPlanned(
            TargetTable.of(table),
            "DELETE",
            Map.of("read", condition.toString(), "rowsDeleted", String.valueOf(rows())));
    transaction.read(new RowsRead(condition, List.of()));
    transaction.remove(files);
    transaction.commit();
  }

  private long rows() {
    return files.stream().mapToLong(DataFile::liveRows).sum();
  }
}
