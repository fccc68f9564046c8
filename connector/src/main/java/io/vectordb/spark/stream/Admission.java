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
package io.vectordb.spark.stream;

import io.vectordb.table.file.DataFile;
import org.apache.spark.sql.connector.read.streaming.CompositeReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxBytes;
import org.apache.spark.sql.connector.read.streaming.ReadMaxFiles;
import org.apache.spark.sql.connector.read.streaming.ReadMaxRows;

/** Counts the files of one batch of a stream; the first one always fits, or it would never end. */
final class Admission {
  private final ReadLimit limit;
  private long files;
  private long bytes;
  private long rows;

  Admission(ReadLimit limit) {
    this.limit = limit;
  }

  /** Whether {@code file} still fits; if so, it is counted. */
  boolean admits(DataFile file) {
    files++;
    bytes += file.bytes();
    rows += file.liveRows();
    return files == 1 || fits(limit);
  }

  private boolean fits(ReadLimit part) {
    if (part instanceof CompositeReadLimit all) {
      for (ReadLimit one : all.getReadLimits()) {
        if (!fits(one)) {
          return false;
        }
      }
      return true;
    } else if (part instanceof ReadMaxFiles max) {
      return files <= max.maxFiles();
    } else if (part instanceof ReadMaxBytes max) {
      return bytes <= max.maxBytes();
    } else if (part instanceof ReadMaxRows max) {
      return rows <= max.maxRows();
    }
    return true;
  }
}
