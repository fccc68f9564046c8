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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager.CancellableFSDataOutputStream;

/**
 * Where a stream began, kept in its checkpoint. Spark does not keep it, and asks again while the
 * first batch is planned and after a restart before that batch is complete; the table may have
 * other rows by then.
 */
final class StoredOffset {
  private static final String NAME = "vectordb-first-offset.json";

  private final Path directory;
  private final Configuration conf;

  /**
   * @param checkpointLocation the directory that Spark gives to this source of this query
   */
  StoredOffset(String checkpointLocation, Configuration conf) {
    this.directory = new Path(checkpointLocation);
    this.conf = conf;
  }

  /** What is stored, or, if that is nothing, {@code first}, which is stored now. */
  TableOffset getOrStore(Supplier<TableOffset> first) {
    Path file = new Path(directory, NAME);
    CheckpointFileManager files = CheckpointFileManager.create(directory, conf);
    try {
      if (files.exists(file)) {
        try (InputStream in = files.open(file)) {
          return TableOffset.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      TableOffset offset = first.get();
      files.mkdirs(directory);
      write(files.createAtomic(file, false), offset);
      return offset;
    } catch (IOException e) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_STORAGE_FAILED,
          "Cannot read or write " + file + ", which holds where the stream began: " + e,
          e);
    }
  }

  /** To close the file makes it appear, so that must not happen to one that is not whole. */
  private static void write(CancellableFSDataOutputStream out, TableOffset offset)
      throws IOException {
    try {
      out.write(offset.json().getBytes(StandardCharsets.UTF_8));
      out.close();
    } catch (IOException | RuntimeException e) {
      out.cancel();
      throw e;
    }
  }
}
