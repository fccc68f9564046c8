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
package io.vectordb.spark.catalog;

import io.vectordb.table.ExpiryResult;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.Vacuum;
import io.vectordb.table.VacuumResult;
import io.vectordb.table.file.Encoding;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.rewrite.MissingCodes;
import java.util.ArrayList;
import java.util.List;

/** What the procedures that look after a table would do to it by their defaults. */
final class Maintenance {
  private Maintenance() {}

  /**
   * A sentence for every procedure that would change something.
   *
   * @param expiry what an expiry of old versions would do
   */
  static List<String> of(Table table, Snapshot snapshot, ExpiryResult expiry) {
    List<String> sentences = new ArrayList<>();
    int files = Compaction.of(table).filesToRewrite(snapshot);
    if (files > 0) {
      sentences.add("compact writes " + files + " files anew");
    }
    MissingCodes.of(Encoding.of(snapshot.metadata()), snapshot)
        .forEach(missing -> sentences.add("optimize: " + missing.sentence()));
    if (expiry.versionsExpired() > 0) {
      sentences.add(
          "expire_snapshots removes "
              + expiry.versionsExpired()
              + " versions, "
              + expiry.bytesDeleted()
              + " bytes of the log");
    }
    VacuumResult vacuum = Vacuum.of(table).dryRun().run();
    if (vacuum.files() > 0) {
      sentences.add("vacuum removes " + vacuum.files() + " files, " + vacuum.bytes() + " bytes");
    }
    return sentences;
  }
}
