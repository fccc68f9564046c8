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

import java.io.IOException;
import java.util.function.Supplier;

/** Reads as many bytes as the vectors have: the roof of every program that looks at all floats. */
record MemorySearcher(MemoryReader reader, int rows, int rowBytes) implements Searcher {
  static final String NAME = "memory, as many bytes as the floats";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Supplier<Answer> search(Ask ask) throws IOException {
    reader.read(Threads.count(), (long) rows * rowBytes);
    return () -> Answer.NONE;
  }
}
