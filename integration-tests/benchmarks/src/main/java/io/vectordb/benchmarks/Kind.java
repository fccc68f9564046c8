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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is asked for, apart from the vector.
 *
 * @param percent the share of the rows that are wanted; 0 for the best {@code k}
 */
record Kind(Form form, double percent, int k) {
  /** What a query returns. */
  enum Form {
    COUNT,
    SCORES,
    TOP
  }

  /** All that is measured. */
  static List<Kind> all(List<Double> percents, List<Integer> tops) {
    List<Kind> kinds = new ArrayList<>();
    percents.forEach(percent -> kinds.add(new Kind(Form.COUNT, percent, 0)));
    percents.forEach(percent -> kinds.add(new Kind(Form.SCORES, percent, 0)));
    tops.forEach(k -> kinds.add(new Kind(Form.TOP, 0, k)));
    return kinds;
  }

  String label() {
    return switch (form) {
      case COUNT -> "count, " + share();
      case SCORES -> "ids and scores, " + share();
      case TOP -> String.format(Locale.ROOT, "top %,d", k);
    };
  }

  private String share() {
    return (percent == Math.rint(percent) ? String.valueOf((int) percent) : percent) + " %";
  }
}
