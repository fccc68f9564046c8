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
package io.vectordb.table.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Single rows of a mapped file that may not be in memory. A page that is missing under a mapping
 * makes the system read a lot around it, megabytes perhaps, and evict what is needed more; a read
 * of the file brings in what was asked for.
 */
final class SparseRows {
  private static final int LOOKS = 2;

  private final MappedByteBuffer map;
  private final int start;
  private final int rowBytes;

  /**
   * @param start where in the map the first row begins
   */
  SparseRows(MappedByteBuffer map, int start, int rowBytes) {
    this.map = map;
    this.start = start;
    this.rowBytes = rowBytes;
  }

  /** Brings {@code rows} of {@code file} into memory, unless they seem to be there. */
  void fetch(Path file, Selection rows) {
    if (areLoaded(rows)) {
      return;
    }
    ByteBuffer row = ByteBuffer.allocateDirect(rowBytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = 0; i < rows.size(); i++) {
        channel.read(row.clear(), position(rows.row(i)));
      }
    } catch (IOException e) {
      // The mapping still has the rows, even of a file that has been deleted; it is only slower.
    }
  }

  /** Looks at a few rows only, because each look is a call of the system. */
  private boolean areLoaded(Selection rows) {
    int step = Math.max(1, rows.size() / LOOKS);
    for (int i = 0; i < rows.size(); i += step) {
      if (!map.slice(position(rows.row(i)), rowBytes).isLoaded()) {
        return false;
      }
    }
    return true;
  }

  private int position(int row) {
    return start + row * rowBytes;
  }
}
