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
package io.vectordb.benchmarks;

import io.vectordb.benchmarks.Kind.Form;
import io.vectordb.table.Snapshot;
import io.vectordb.table.Table;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn;
import io.vectordb.table.filter.ScoreColumn.Precision;
import io.vectordb.table.scan.ScanMetrics;
import io.vectordb.table.scan.ScanPlan;
import io.vectordb.table.scan.ScanSpec;
import io.vectordb.table.scan.ScanSpec.Direction;
import io.vectordb.table.scan.ScanSpec.Nulls;
import io.vectordb.table.scan.ScanSpec.Ties;
import io.vectordb.table.scan.ScanSpec.TopN;
import io.vectordb.table.scan.Segment;
import io.vectordb.table.scan.SegmentScan;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
import java.util.Optional;

/** How many bytes the scan below every interface of vectordb reads for a row. */
final class ScanBytes {
  private static final String SCORE = "_score";

  private ScanBytes() {}

  static double perRow(StoredTable stored, Ask ask) {
    Table table = Table.at(stored.path().toString());
    Snapshot snapshot = table.snapshot();
    ScanSpec spec = spec(snapshot.schema(), ask, stored.readsCodes());
    long bytes = 0;
    for (List<Segment> task : ScanPlan.of(snapshot, spec).tasks(Threads.count())) {
      try (SegmentScan scan = new SegmentScan(table.store(), task, spec)) {
        while (scan.next()) {
          if (ask.kind().form() != Form.COUNT) {
            scan.batch().scores(SCORE);
          }
        }
        bytes += bytes(scan.metrics());
      }
    }
    return (double) bytes / stored.rows();
  }

  /** The one place to add what else scans read. */
  private static long bytes(ScanMetrics metrics) {
    return metrics.vectorBytes() + metrics.codeBytes();
  }

  private static ScanSpec spec(TableSchema schema, Ask ask, boolean usesCodes) {
    double[] query = new double[ask.query().length];
    for (int i = 0; i < query.length; i++) {
      query[i] = ask.query()[i];
    }
    Filter filter =
        ask.threshold() == null
            ? new Filter.Not(new Filter.IsNull(SCORE))
            : new Filter.Compare(SCORE, Filter.Operator.GREATER, ask.threshold().doubleValue());
    Optional<TopN> best =
        ask.threshold() == null
            ? Optional.of(
                new TopN(SCORE, Direction.DESCENDING, Nulls.LAST, Ties.FIRST_ROWS, ask.kind().k()))
            : Optional.empty();
    return ScanSpec.of(schema)
        .score(
            List.of(
                new ScoreColumn(SCORE, "feature", Measure.DOT_PRODUCT, query, Precision.DOUBLE)))
        .where(filter)
        .best(best)
        .usingCodes(usesCodes);
  }
}
