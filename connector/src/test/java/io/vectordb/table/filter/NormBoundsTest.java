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
package io.vectordb.table.filter;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.codes.ShrunkSlack;
import io.vectordb.codes.Slack;
import io.vectordb.codes.Slack.Rounding;
import io.vectordb.kernels.VectorKernels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Attacks what bounds by norms add for rounding, as SlackTest does for codes. */
class NormBoundsTest {
  /** The largest dimension. */
  private static final int DIMENSION = 65_536;

  private static double[] filled(double value) {
    double[] vector = new double[DIMENSION];
    Arrays.fill(vector, value);
    return vector;
  }

  /** Whether the dot product is outside its bounds. */
  private static boolean isOutside(Slack slack, double[] query, double[] row) {
    ScoreColumn score =
        new ScoreColumn("s", "v", Measure.DOT_PRODUCT, query, ScoreColumn.Precision.DOUBLE);
    double norm = Math.sqrt(VectorKernels.instance().squaredNorm(row));
    NormBounds.Range range = new NormBounds(score, slack).range(norm, norm).orElseThrow();
    double product = VectorKernels.instance().dotProduct(query, row);
    return product < range.low() || product > range.high();
  }

  private static void assertNeeded(Rounding rounding, double factor, double[] query, double[] row) {
    assertFalse(isOutside(Slack.PROVEN, query, row), "with all that is proven");
    assertFalse(isOutside(ShrunkSlack.only(rounding, 1), query, row), "alone");
    assertTrue(isOutside(ShrunkSlack.only(rounding, factor), query, row), "shrunk");
  }

  /** In every lane, squares of the row are lost where products are rounded up. */
  @Test
  void norms() {
    double[] row = filled(Math.sqrt(0x1p-53) * (1 - 0x1p-30));
    double[] query = filled(row[0] * (1 + 0x1p-28));
    Arrays.fill(row, 0, 8, 1);
    Arrays.fill(query, 0, 8, 1);
    assertNeeded(Rounding.NORMS, 0x1p-11, query, row);
  }

  /** No square of the row is large enough for a double. */
  @Test
  void normsThatUnderflow() {
    assertNeeded(Rounding.NORMS_UNDERFLOW, 0x1p-11, filled(0x1p400), filled(0x1p-538));
  }
}
