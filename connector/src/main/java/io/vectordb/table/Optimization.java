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

import io.vectordb.table.FileEncoder.StoredRotation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes the vectors of a table anew, without touching a data file. Readers and writers go on
 * meanwhile; an interrupted optimization leaves the table as it was.
 *
 * <pre>{@code
 * Optimization.of(Table.at("/data/features", null)).run(Encoding.PCA_INT8);
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
   * files. {@link Encoding#NONE} takes the codes away.
   *
   * @return the number of data files whose codes were replaced
   */
  public int run(Encoding encoding) {
    Transaction transaction = table.begin("OPTIMIZE", Map.of("codes", encoding.label()));
    Snapshot snapshot = transaction.base().orElseGet(table::snapshot);
    List<DataFile> files = snapshot.files();
    Map<String, Optional<StoredRotation>> rotations = new LinkedHashMap<>();
    FileEncoder encoder = new FileEncoder(table.store());
    CodePolicy policy = CodePolicy.untrained(encoding);
    int replaced = 0;
    for (DataFile file : files) {
      Map<String, CodeFile> codes = new LinkedHashMap<>();
      for (VectorColumn column : snapshot.schema().vectorColumns()) {
        if (policy.wantsCodes(column, file)) {
          StoredRotation rotation =
              rotations
                  .computeIfAbsent(column.name(), name -> policy.rotation(encoder, column, files))
                  .orElse(null);
          codes.put(column.name(), encoder.encode(file, column, rotation));
        }
      }
      if (!codes.equals(file.codes())) {
        transaction.replaceCodes(file, codes);
        replaced++;
      }
    }
    if (replaced > 0) {
      transaction.commit();
    }
    return replaced;
  }
}
