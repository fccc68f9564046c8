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
package io.vectordb.spark.write;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.vectordb.table.Table;
import io.vectordb.table.file.DataFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What one task has written. Kryo, by which users may have Spark send the results of tasks, cannot
 * handle records by itself.
 *
 * @param files the complete files
 * @param dimensions the dimensions of vector columns of which the table did not know it, by column
 */
@DefaultSerializer(JavaSerializer.class)
public record WrittenFiles(List<DataFile> files, Map<String, Integer> dimensions)
    implements WriterCommitMessage {
  /** The files that tasks have written; of a task that failed there is no message. */
  public static List<DataFile> of(WriterCommitMessage[] messages) {
    List<DataFile> files = new ArrayList<>();
    for (WriterCommitMessage message : messages) {
      if (message instanceof WrittenFiles written) {
        files.addAll(written.files());
      }
    }
    return files;
  }

  /**
   * Removes what tasks have written for a commit that was not made. Nobody would see it, but it
   * takes space. If it is not certain that the commit was not made, because the answer of the file
   * system got lost, everything stays.
   */
  public static void discard(Table table, List<DataFile> files) {
    if (files.isEmpty()) {
      return;
    }
    Set<String> committed = new HashSet<>();
    if (table.exists()) {
      table.snapshot().files().forEach(file -> committed.add(file.path()));
    }
    for (DataFile file : files) {
      if (!committed.contains(file.path())) {
        file.ownPaths().forEach(table.store()::delete);
      }
    }
  }
}
