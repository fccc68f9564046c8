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

import io.vectordb.spark.errors.SparkErrors;
import io.vectordb.spark.schema.TableHandle;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.rewrite.Compaction;
import io.vectordb.table.rewrite.CompactionResult;
import io.vectordb.table.rewrite.CompactionTask;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** Does the work of a compaction on the executors: every group of files is one task. */
public record CompactionJob(TableHandle handle, JavaSparkContext context) {
  public CompactionResult run(Compaction compaction) {
    return compaction.run(this::run, context.defaultParallelism());
  }

  /** The task travels as part of the code, which Spark sends by Java's serialization always. */
  private DataFile run(CompactionTask task) {
    TableHandle where = handle;
    return SparkErrors.ofTasks(
        () ->
            context
                .parallelize(List.of(0), 1)
                .map(none -> new WrittenFiles(List.of(task.run(where.open())), Map.of()))
                .collect()
                .get(0)
                .files()
                .get(0));
  }
}
