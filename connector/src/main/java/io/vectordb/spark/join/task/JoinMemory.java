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

import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;

/**
 * What a task's part of a join takes of the execution memory, on the heap. It cannot be made to
 * give any back: what it is not given, it does without, by holding fewer rows at a time.
 */
final class JoinMemory extends MemoryConsumer {
  private static final long STEP = 1 << 20;

  private final long limit;
  private long reserved;

  /**
   * @param limit in bytes
   */
  JoinMemory(TaskMemoryManager memory, long limit) {
    super(memory, memory.pageSizeBytes(), MemoryMode.ON_HEAP);
    this.limit = limit;
  }

  /** Reserves memory until it is {@code bytes} in all; false if so much is not to be had. */
  boolean reserve(long bytes) {
    if (bytes <= reserved) {
      return true;
    }
    if (bytes > limit) {
      return false;
    }
    long wanted = Math.min(limit, Math.max(bytes, reserved + STEP)) - reserved;
    long given = acquireMemory(wanted);
    reserved += given;
    return bytes <= reserved;
  }

  /** Gives everything back. */
  void release() {
    freeMemory(reserved);
    reserved = 0;
  }

  @Override
  public long spill(long bytes, MemoryConsumer asker) {
    return 0;
  }
}
