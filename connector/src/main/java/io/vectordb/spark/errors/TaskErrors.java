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
package io.vectordb.spark.errors;

import io.vectordb.errors.VectorDbException;
import java.util.concurrent.Callable;

/**
 * Makes vectordb's errors Spark's in a task, which shows those that it does not know as they are.
 */
public final class TaskErrors {
  private TaskErrors() {}

  /** Work that returns nothing. */
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  /** What {@code body} returns. */
  static <T> T translating(Callable<T> body) {
    try {
      return body.call();
    } catch (Exception e) {
      throw translated(e);
    }
  }

  /** Runs {@code body}. */
  static void translating(Body body) {
    try {
      body.run();
    } catch (Exception e) {
      throw translated(e);
    }
  }

  private static RuntimeException translated(Exception e) {
    return unchecked(e instanceof VectorDbException error ? of(error) : e);
  }

  /** What a task throws for {@code error}. */
  public static RuntimeException of(VectorDbException error) {
    return new FailedStatementException(error);
  }

  /**
   * Many of Spark's errors are checked exceptions to Java, but not to the Scala code that calls.
   */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException unchecked(Throwable error) throws E {
    throw (E) error;
  }
}
