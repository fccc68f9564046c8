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
package io.vectordb.table.scan;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.MappedCodes;
import io.vectordb.table.file.RowChecksums;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.store.TableStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The codes that one scan reads. A file whose codes cannot be read is scanned without them. */
public final class ScanCodes {
  private static final System.Logger LOG = System.getLogger(ScanCodes.class.getName());

  private final TableStore store;
  private final ScanMetrics metrics;
  private final boolean areWanted;

  /** By score, the codes of the file that is being scanned. */
  private final Map<String, CodesQuery> files = new HashMap<>();

  private final Map<CodeFile, MappedCodes> opened = new HashMap<>();

  private final Map<CodeFile, VectorDbException> unreadable = new HashMap<>();

  ScanCodes(TableStore store, ScanMetrics metrics, boolean areWanted) {
    this.store = store;
    this.metrics = metrics;
    this.areWanted = areWanted;
  }

  /** The codes of one batch for one score, if there are any of use. */
  Optional<CodedScores> find(ScoreColumn score, VectorPlace place) {
    CodeFile codes = readable(place.segment(), place.column());
    if (codes == null) {
      return Optional.empty();
    }
    try {
      CodesQuery file = files.get(score.name());
      if (file == null || !file.isOf(codes)) {
        Optional<CodesQuery> opened = CodesQuery.open(open(codes), codes, score, file);
        if (opened.isEmpty()) {
          return Optional.empty();
        }
        file = opened.get();
        files.put(score.name(), file);
      }
      return file.covers(place.batch(), place.rows())
          ? Optional.of(new CodedScores(file, place, metrics, e -> giveUp(codes, e)))
          : Optional.empty();
    } catch (VectorDbException e) {
      giveUp(codes, e);
      return Optional.empty();
    }
  }

  /** The checksums of the vectors of one batch, if the codes of the column have them. */
  Optional<RowChecksums> checksums(Segment segment, String vectorColumn, int batch) {
    CodeFile codes = readable(segment, vectorColumn);
    if (codes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(open(codes).checksums(batch));
    } catch (VectorDbException e) {
      giveUp(codes, e);
      return Optional.empty();
    }
  }

  /** The codes of a column, null if there are none to read. */
  private CodeFile readable(Segment segment, String vectorColumn) {
    CodeFile codes = segment.codes().get(vectorColumn);
    return areWanted && !unreadable.containsKey(codes) ? codes : null;
  }

  private MappedCodes open(CodeFile codes) {
    return opened.computeIfAbsent(codes, file -> MappedCodes.open(store, file));
  }

  private void giveUp(CodeFile codes, VectorDbException reason) {
    if (unreadable.put(codes, reason) == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Reading the vectors instead of their codes, which is slower. " + reason.getMessage());
    }
  }
}
