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

import java.util.Locale;

/** The results as text, which is Markdown too. */
final class JoinReport {
  private final StringBuilder text = new StringBuilder();
  private int shown;

  JoinReport(Machine machine, String command) {
    line("# Similarity joins%n");
    line("    %s%n", command);
    line("%s%n", machine);
    line(
        "Medians of runs that make all rows of the result and throw them away; pairs: left rows times"
            + " right rows. Of other programs only the search is timed, with all vectors in memory;"
            + " vectordb's times hold planning, reading the tables and fetching the columns too.%n");
  }

  void start(JoinData data, int k) {
    line(
        "## %,d rows and their %d nearest of %,d, %d elements%n",
        data.leftRows(), k, data.rightRows(), data.dimension());
    line("%s.%n", data.description());
  }

  void add(JoinResult result) {
    line(
        "* %s: %,d x %,d rows in %.2f s (%d runs), %,.3f million pairs/s",
        result.who(),
        result.leftRows(),
        result.rightRows(),
        result.seconds(),
        result.samples().millis().length,
        result.pairsPerSecond() / 1e6);
  }

  void compare(JoinResult ours, JoinResult other, double target) {
    double ratio = ours.pairsPerSecond() / other.pairsPerSecond();
    line(
        "* %s / %s: %,.2f of the pairs per second; target %,.1f or more: %s",
        ours.who(), other.who(), ratio, target, ratio >= target ? "reached" : "missed");
  }

  /** The time of {@code result} as a part of that of {@code whole}. */
  void share(JoinResult result, JoinResult whole, double target) {
    double share = result.seconds() / whole.seconds();
    line(
        "* %s: %.2f of the time of NEAREST BY; target %.1f or less: %s",
        result.who(), share, target, share <= target ? "reached" : "missed");
  }

  void skipped(String what, String why) {
    line("* Left out: %s: %s", what, why);
  }

  /** What was added since the last call. */
  String news() {
    String news = text.substring(shown);
    shown = text.length();
    return news;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format + "%n", arguments));
  }
}
