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

/**
 * Cells in columns, readable as they are and as Markdown. The first columns are text, the others
 * are numbers.
 */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  private final int textColumns;

  TextTable(String... header) {
    this(1, header);
  }

  TextTable(int textColumns, String... header) {
    this.textColumns = textColumns;
    rows.add(List.of(header));
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns; c++) {
        text.append("| ")
            .append(padded(rows.get(r).get(c), widths[c], c < textColumns))
            .append(' ');
      }
      text.append("|\n");
      if (r == 0) {
        for (int c = 0; c < columns; c++) {
          String dashes = "-".repeat(widths[c]);
          text.append(c < textColumns ? "| " + dashes + " " : "| " + dashes + ":");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  private static String padded(String cell, int width, boolean left) {
    String spaces = " ".repeat(width - cell.length());
    return left ? cell + spaces : spaces + cell;
  }
}
