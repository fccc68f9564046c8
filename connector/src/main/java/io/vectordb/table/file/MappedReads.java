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

import io.vectordb.errors.VectorDbException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads of mapped memory. Where a file has been cut short, its mapping has no memory any more.
 * Compiled code that reads there goes on with garbage, and the thread gets an {@link InternalError}
 * later: from JDK 18 on soon, before that when it next calls into the virtual machine, wherever
 * that may be. So every read ends with such a call, and the error is its own.
 */
final class MappedReads {
  /** Volatile, so that the compiler cannot know it. */
  private static volatile int length = 1;

  private MappedReads() {}

  /**
   * What {@code read} returns.
   *
   * @param lost makes the error to throw if the memory is gone
   */
  static <T> T of(Supplier<T> read, Function<InternalError, VectorDbException> lost) {
    try {
      try {
        return read.get();
      } finally {
        callVirtualMachine();
      }
    } catch (InternalError e) {
      if (String.valueOf(e.getMessage()).contains("unsafe memory access")) {
        throw lost.apply(e);
      }
      throw e;
    }
  }

  /** No compiler makes arrays of arrays by itself if it does not know how many. */
  private static int callVirtualMachine() {
    return new byte[length][length].length;
  }
}
