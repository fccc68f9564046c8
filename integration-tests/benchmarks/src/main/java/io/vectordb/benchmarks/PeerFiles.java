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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What programs in other processes read: the vectors and the queries as bare floats, and a text
 * file with a line for every query: the number of its kind, its form, the number of its vector, and
 * the threshold or k.
 */
final class PeerFiles {
  private final Path queryFile;
  private final Path askFile;
  private final RawVectors vectors;
  private final int rows;
  private final List<Kind> kinds;
  private final List<Ask> asks = new ArrayList<>();

  PeerFiles(
      RawVectors vectors, int rows, float[][] queries, List<Kind> kinds, Map<Kind, List<Ask>> asks)
      throws IOException {
    this.vectors = vectors;
    this.rows = rows;
    this.kinds = kinds;
    this.queryFile = Path.of(vectors.file() + ".queries");
    this.askFile = Path.of(vectors.file() + ".asks");
    kinds.forEach(kind -> this.asks.addAll(asks.get(kind)));
    Files.write(queryFile, bytes(queries));
    Files.write(askFile, this.asks.stream().map(this::line).toList());
  }

  private static byte[] bytes(float[][] queries) {
    ByteBuffer bytes =
        ByteBuffer.allocate(queries.length * queries[0].length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] query : queries) {
      for (float element : query) {
        bytes.putFloat(element);
      }
    }
    return bytes.array();
  }

  private String line(Ask ask) {
    Kind kind = ask.kind();
    String wanted =
        ask.threshold() == null ? String.valueOf(kind.k()) : ask.threshold().toPlainString();
    return String.join(
        " ",
        String.valueOf(kinds.indexOf(kind)),
        kind.form().name(),
        String.valueOf(ask.number()),
        wanted);
  }

  /** The arguments of every such program. */
  List<String> arguments(int runs, int seconds) {
    return List.of(
        vectors.file(),
        String.valueOf(rows),
        String.valueOf(vectors.dimension()),
        queryFile.toString(),
        askFile.toString(),
        String.valueOf(Threads.count()),
        String.valueOf(runs),
        String.valueOf(seconds));
  }

  int rows() {
    return rows;
  }

  Kind kind(int number) {
    return kinds.get(number);
  }

  /** The query of line {@code line}. */
  Ask ask(int line) {
    return asks.get(line);
  }
}
