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
package io.vectordb.spark.join.task;

import java.util.Iterator;
import java.util.function.Supplier;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A part of the right side.
 *
 * @param rows begins to read it
 * @param isMirrored whether each of its rows is a left row, too, that no other task joins to the
 *     rows of the chunk
 */
public record RightPart(Supplier<Iterator<Rows>> rows, boolean isMirrored) {
  /** A partition of {@code side}. */
  static RightPart of(
      RDD<Rows> side, Partition partition, TaskContext context, boolean isMirrored) {
    return new RightPart(
        () -> CollectionConverters.asJava(side.iterator(partition, context)), isMirrored);
  }
}
