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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads memory as fast as this machine can: sums heap arrays with the widest registers, in a JVM of
 * its own, because only a flag of the JVM gets huge pages for the heap. They are what makes this a
 * roof.
 */
final class MemoryReader implements AutoCloseable {
  private static final int ARRAYS = 16;
  private static final int ARRAY_FLOATS = 1 << 24;
  private static final int CHUNK_FLOATS = 1 << 18;
  private static final String DONE = "done";

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  MemoryReader() throws IOException {
    process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseTransparentHugePages",
                "-XX:+UseParallelGC",
                "-Xms1600m",
                "-Xmx1600m",
                "-Xmn256m",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryReader.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Reads {@code bytes} of memory, less what does not fill a chunk of 1 MiB for every thread. */
  void read(int threads, long bytes) throws IOException {
    requests.write(threads + " " + bytes + "\n");
    requests.flush();
    String answer = answers.readLine();
    if (!DONE.equals(answer)) {
      throw new IOException("The process that reads memory answered: " + answer);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** Answers requests until the input ends. */
  public static void main(String[] args) throws Exception {
    float[][] arrays = new float[ARRAYS][ARRAY_FLOATS];
    for (float[] array : arrays) {
      for (int i = 0; i < array.length; i++) {
        array[i] = i & 1023;
      }
    }
    ExecutorService pool = Executors.newCachedThreadPool();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 2);
      readAll(pool, arrays, Integer.parseInt(words[0]), Long.parseLong(words[1]));
      System.out.println(DONE);
    }
    pool.shutdown();
  }

  private static void readAll(ExecutorService pool, float[][] arrays, int threads, long bytes)
      throws Exception {
    long chunks = bytes / Float.BYTES / CHUNK_FLOATS / threads;
    List<Callable<Float>> parts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long first = (long) ARRAYS * ARRAY_FLOATS / CHUNK_FLOATS / threads * t;
      parts.add(() -> sum(arrays, first, chunks));
    }
    for (Future<Float> sum : pool.invokeAll(parts)) {
      sum.get();
    }
  }

  private static float sum(float[][] arrays, long first, long chunks) {
    int chunksPerArray = ARRAY_FLOATS / CHUNK_FLOATS;
    float sum = 0;
    for (long chunk = first; chunk < first + chunks; chunk++) {
      float[] array = arrays[(int) (chunk / chunksPerArray % ARRAYS)];
      sum += ReadLoop.read(array, (int) (chunk % chunksPerArray) * CHUNK_FLOATS, CHUNK_FLOATS);
    }
    return sum;
  }
}
