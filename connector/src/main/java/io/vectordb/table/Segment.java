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

import java.io.Serializable;

/**
 * A range of the rows of one data file: what one task scans.
 *
 * @param path the data file, relative to the table
 * @param fileBytes the file's length
 * @param footerChecksum see {@link DataFile#footerChecksum()}
 * @param firstRow the first row, counted from 0
 * @param rows the number of rows
 */
public record Segment(String path, long fileBytes, int footerChecksum, long firstRow, long rows)
    implements Serializable {
  /** All rows of {@code file}. */
  public static Segment of(DataFile file) {
    return new Segment(file.path(), file.bytes(), file.footerChecksum(), 0, file.rows());
  }

  /**
   * The part of this segment that starts {@code skip} rows further and holds at most {@code limit}
   * rows.
   */
  public Segment part(long skip, long limit) {
    return new Segment(
        path, fileBytes, footerChecksum, firstRow + skip, Math.min(limit, rows - skip));
  }
}
