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
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Reads the data files of a table from the mapped files through a small heap array, and does
 * nothing with them: what any scan in plain Java can reach on the pages that the system gives
 * mapped files.
 */
final class MappedRead implements Subject, AutoCloseable {
  /** Stays in the first-level cache. */
  private static final int PIECE_FLOATS = 2048 / Float.BYTES;

  private final Tables tables;
  private final int threads;
  private final ExecutorService pool;
  private final Map<Integer, List<FloatBuffer>> maps = new HashMap<>();

  MappedRead(Tables tables, int threads) {
    this.tables = tables;
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  @Override
  public String name() {
    return "mapped files, copied and read, threads: " + threads;
  }

  @Override
  public OptionalLong run(int rows) throws Exception {
    List<FloatBuffer> files = maps.computeIfAbsent(rows, r -> map(tables.vectordb(r)));
    List<Callable<Float>> parts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int part = t;
      parts.add(() -> read(files, part));
    }
    for (Future<Float> part : pool.invokeAll(parts)) {
      part.get();
    }
    return OptionalLong.empty();
  }

  private static List<FloatBuffer> map(Path table) {
    try (Stream<Path> paths = Files.walk(table.resolve("data"))) {
      List<FloatBuffer> files = new ArrayList<>();
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        try (FileChannel file = FileChannel.open(path)) {
          files.add(
              file.map(MapMode.READ_ONLY, 0, file.size())
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .asFloatBuffer());
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every thread reads its share of every file. */
  private float read(List<FloatBuffer> files, int part) {
    float[] piece = new float[PIECE_FLOATS];
    float sum = 0;
    for (FloatBuffer file : files) {
      int share = file.capacity() / threads / PIECE_FLOATS * PIECE_FLOATS;
      int end = (part + 1) * share - PIECE_FLOATS;
      for (int at = part * share; at <= end; at += PIECE_FLOATS) {
        file.get(at, piece);
        sum += ReadLoop.read(piece, 0, PIECE_FLOATS);
      }
    }
    return sum;
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
