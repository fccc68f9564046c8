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
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.util.VectorUtil;

/**
 * Times Lucene's dot product over all rows, on the heap of a JVM that is started from this file.
 * Prints a line of JSON for every kind of query: see {@code PeerProcess}.
 */
public final class LuceneScan {
  private static final int WARMUP = 2;
  private static final int FEWEST = 3;

  private final float[][] rows;
  private final ExecutorService pool;
  private final int threads;

  private record Ask(int line, String form, float[] query, String wanted) {}

  private record Hit(float score, int row) {}

  private record Found(long rows, float lowest) {}

  private LuceneScan(float[][] rows, int threads) {
    this.rows = rows;
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  public static void main(String[] args) throws Exception {
    int dimension = Integer.parseInt(args[2]);
    float[][] rows = read(Path.of(args[0]), Integer.parseInt(args[1]), dimension);
    int queryCount = (int) (Files.size(Path.of(args[3])) / dimension / Float.BYTES);
    float[][] queries = read(Path.of(args[3]), queryCount, dimension);
    Map<Integer, List<Ask>> kinds = new TreeMap<>();
    List<String> lines = Files.readAllLines(Path.of(args[4]));
    for (int line = 0; line < lines.size(); line++) {
      String[] words = lines.get(line).split(" ");
      Ask ask = new Ask(line, words[1], queries[Integer.parseInt(words[2])], words[3]);
      kinds.computeIfAbsent(Integer.parseInt(words[0]), k -> new ArrayList<>()).add(ask);
    }
    LuceneScan scan = new LuceneScan(rows, Integer.parseInt(args[5]));
    for (Map.Entry<Integer, List<Ask>> kind : kinds.entrySet()) {
      scan.measure(
          kind.getKey(), kind.getValue(), Integer.parseInt(args[6]), Integer.parseInt(args[7]));
    }
    scan.pool.shutdown();
  }

  private static float[][] read(Path path, int count, int dimension) throws IOException {
    float[][] vectors = new float[count][dimension];
    long rowBytes = (long) dimension * Float.BYTES;
    int piece = (int) ((1 << 30) / rowBytes);
    try (FileChannel file = FileChannel.open(path)) {
      for (int from = 0; from < count; from += piece) {
        int to = Math.min(count, from + piece);
        FloatBuffer floats =
            file.map(MapMode.READ_ONLY, from * rowBytes, (to - from) * rowBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (int row = from; row < to; row++) {
          floats.get(vectors[row]);
        }
      }
    }
    return vectors;
  }

  private void measure(int kind, List<Ask> asks, int runs, int seconds) throws Exception {
    List<String> millis = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    List<String> found = new ArrayList<>();
    List<String> lowest = new ArrayList<>();
    long end = Long.MAX_VALUE;
    for (int run = -WARMUP; run < runs && (run < FEWEST || System.nanoTime() < end); run++) {
      if (run == 0) {
        end = System.nanoTime() + seconds * 1_000_000_000L;
      }
      Ask ask = asks.get(Math.floorMod(run, asks.size()));
      long start = System.nanoTime();
      Found result = search(ask);
      double time = (System.nanoTime() - start) / 1e6;
      if (run >= 0) {
        millis.add(String.format(Locale.ROOT, "%.4f", time));
        lines.add(String.valueOf(ask.line));
        found.add(String.valueOf(result.rows));
        lowest.add(Float.isNaN(result.lowest) ? "null" : String.valueOf(result.lowest));
      }
    }
    System.out.printf(
        "{\"kind\": %d, \"millis\": %s, \"asks\": %s, \"found\": %s, \"lowest\": %s}%n",
        kind, millis, lines, found, lowest);
  }

  private Found search(Ask ask) throws Exception {
    return switch (ask.form) {
      case "COUNT" -> {
        float threshold = Float.parseFloat(ask.wanted);
        long count = 0;
        for (long part : all((from, to) -> count(ask.query, threshold, from, to))) {
          count += part;
        }
        yield new Found(count, Float.NaN);
      }
      case "SCORES" -> {
        float threshold = Float.parseFloat(ask.wanted);
        List<Hit> hits = new ArrayList<>();
        all((from, to) -> above(ask.query, threshold, from, to)).forEach(hits::addAll);
        yield found(hits);
      }
      default -> {
        int k = Integer.parseInt(ask.wanted);
        List<Hit> hits = new ArrayList<>();
        all((from, to) -> top(ask.query, k, from, to)).forEach(hits::addAll);
        hits.sort((a, b) -> Float.compare(b.score, a.score));
        yield found(hits.subList(0, Math.min(k, hits.size())));
      }
    };
  }

  private static Found found(List<Hit> hits) {
    float lowest = hits.isEmpty() ? Float.NaN : Float.POSITIVE_INFINITY;
    for (Hit hit : hits) {
      lowest = Math.min(lowest, hit.score);
    }
    return new Found(hits.size(), lowest);
  }

  private interface Part<T> {
    T of(int from, int to);
  }

  private <T> List<T> all(Part<T> part) throws Exception {
    List<Callable<T>> parts = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int from = (int) ((long) rows.length * t / threads);
      int to = (int) ((long) rows.length * (t + 1) / threads);
      parts.add(() -> part.of(from, to));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> result : pool.invokeAll(parts)) {
      results.add(result.get());
    }
    return results;
  }

  private long count(float[] query, float threshold, int from, int to) {
    long count = 0;
    for (int row = from; row < to; row++) {
      if (VectorUtil.dotProduct(rows[row], query) > threshold) {
        count++;
      }
    }
    return count;
  }

  private List<Hit> above(float[] query, float threshold, int from, int to) {
    List<Hit> hits = new ArrayList<>();
    for (int row = from; row < to; row++) {
      float score = VectorUtil.dotProduct(rows[row], query);
      if (score > threshold) {
        hits.add(new Hit(score, row));
      }
    }
    return hits;
  }

  private List<Hit> top(float[] query, int k, int from, int to) {
    PriorityQueue<Hit> best = new PriorityQueue<>((a, b) -> Float.compare(a.score, b.score));
    for (int row = from; row < to; row++) {
      float score = VectorUtil.dotProduct(rows[row], query);
      if (best.size() < k) {
        best.add(new Hit(score, row));
      } else if (score > best.element().score) {
        best.remove();
        best.add(new Hit(score, row));
      }
    }
    return new ArrayList<>(best);
  }
}
