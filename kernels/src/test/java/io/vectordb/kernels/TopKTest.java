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
package io.vectordb.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector against a full sort in the documented order. */
class TopKTest {

  private record Pair(double score, long row) {
    /** Double.compare orders -0.0 before 0.0, Spark does not: adding +0.0 turns -0.0 into 0.0. */
    double sortKey() {
      return score + 0.0;
    }
  }

  private static Comparator<Pair> bestFirst(boolean descending) {
    Comparator<Pair> byScore = Comparator.comparingDouble(Pair::sortKey);
    return (descending ? byScore.reversed() : byScore).thenComparingLong(Pair::row);
  }

  /** Few different scores, so ties are the rule; NaN, infinities and both zeros among them. */
  private static List<Pair> pairs(Random random, int count) {
    double[] special = {
      Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0.0, -0.0, 1.5, -1.5, 2
    };
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double score =
          random.nextBoolean() ? special[random.nextInt(special.length)] : random.nextGaussian();
      pairs.add(new Pair(score, 3_000_000_000L + i));
    }
    return pairs;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void equalsAFullSortInEveryOrderOfArrival(boolean descending) {
    long seed = Seed.of(TopKTest.class);
    Random random = new Random(seed);
    for (int count : new int[] {0, 1, 2, 15, 16, 17, 100, 1000}) {
      List<Pair> pairs = pairs(random, count);
      List<Pair> sorted = new ArrayList<>(pairs);
      sorted.sort(bestFirst(descending));
      List<List<Pair>> arrivals = new ArrayList<>();
      arrivals.add(sorted);
      List<Pair> worstFirst = new ArrayList<>(sorted);
      Collections.reverse(worstFirst);
      arrivals.add(worstFirst);
      Collections.shuffle(pairs, random);
      arrivals.add(pairs);
      for (List<Pair> arrival : arrivals) {
        for (int k : new int[] {0, 1, 2, 10, count, count + 1, Integer.MAX_VALUE}) {
          TopK topK = new TopK(k, descending);
          arrival.forEach(pair -> topK.offer(pair.score(), pair.row()));
          check(sorted, k, topK, "k " + k + " of " + count + ", seed " + seed);
        }
      }
    }
  }

  private static void check(List<Pair> sorted, int k, TopK topK, String values) {
    List<Pair> expected = sorted.subList(0, Math.min(k, sorted.size()));
    assertArrayEquals(expected.stream().mapToLong(Pair::row).toArray(), topK.rows(), values);
    assertEquals(expected.size() == k, topK.isFull(), values);
    if (k > 0 && topK.isFull()) {
      assertEquals(expected.get(k - 1).sortKey(), topK.worst() + 0.0, values);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void offerSaysWhetherThePairWasAdmittedAndReadingBetweenOffersChangesNothing(boolean descending) {
    long seed = Seed.of(TopKTest.class);
    Random random = new Random(seed);
    List<Pair> seen = new ArrayList<>();
    TopK topK = new TopK(20, descending);
    for (Pair pair : pairs(random, 300)) {
      seen.add(pair);
      seen.sort(bestFirst(descending));
      boolean isBest = seen.indexOf(pair) < 20;
      assertEquals(isBest, topK.offer(pair.score(), pair.row()), pair + ", seed " + seed);
      if (random.nextInt(5) == 0) {
        check(seen, 20, topK, "seed " + seed);
      }
      if (topK.isFull()) {
        assertEquals(seen.get(19).sortKey(), topK.worst() + 0.0, "seed " + seed);
      }
    }
  }

  @Test
  void worstIsTheInfinityThatEverythingBeatsUntilFull() {
    TopK largest = new TopK(2, true);
    TopK smallest = new TopK(2, false);
    largest.offer(1, 1);
    smallest.offer(1, 1);
    assertEquals(Double.NEGATIVE_INFINITY, largest.worst());
    assertEquals(Double.POSITIVE_INFINITY, smallest.worst());
    largest.offer(3, 2);
    smallest.offer(3, 2);
    assertEquals(1.0, largest.worst());
    assertEquals(3.0, smallest.worst());
  }

  @Test
  void zeroKeepsNothing() {
    TopK none = new TopK(0, true);
    assertTrue(none.isFull());
    assertFalse(none.offer(Double.NaN, 1));
    assertEquals(0, none.rows().length);
    assertEquals(Double.POSITIVE_INFINITY, none.worst());
    assertEquals(Double.NEGATIVE_INFINITY, new TopK(0, false).worst());
  }

  @Test
  void negativeKIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new TopK(-3, true)).getMessage();
    assertTrue(message.contains("-3"), message);
  }
}
