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
package io.vectordb.testing;

import java.util.Random;

/**
 * The seed of every randomized test, in all modules: a new one each time, or the one of {@code
 * -Dvectordb.seed=<n>}, which repeats what a test has printed. Data whose values a test names has a
 * seed of its own, which stands beside it.
 */
public final class Seed {

  private static final String PROPERTY = "vectordb.seed";
  private static final String RANDOM = "random";

  private Seed() {}

  /** Prints the seed with the name of the test that is given it. */
  public static long of(Class<?> test) {
    String given = System.getProperty(PROPERTY, RANDOM);
    long seed = given.equals(RANDOM) ? new Random().nextLong() : parse(given);
    System.out.println(test.getSimpleName() + ": -D" + PROPERTY + "=" + seed);
    return seed;
  }

  private static long parse(String seed) {
    try {
      return Long.parseLong(seed);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + " is '" + seed + "'; it takes a whole number of 64 bits, or " + RANDOM,
          e);
    }
  }
}
