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
import org.apache.spark.SparkException;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.write.DataWriter;

/**
 * Makes {@link VectorDbException}s Spark's own where Spark calls: Spark, its Python and its Connect
 * show those with one sentence, and programs tell them apart by condition and SQLSTATE. The
 * original is their cause.
 */
public final class SparkErrors {
  private SparkErrors() {}

  /** What {@code body} returns, on the driver. */
  public static <T> T translating(Callable<T> body) {
    try {
      return body.call();
    } catch (Exception e) {
      throw TaskErrors.unchecked(ofDriver(e));
    }
  }

  /** Runs {@code body}, on the driver. */
  public static void translating(TaskErrors.Body body) {
    try {
      body.run();
    } catch (Exception e) {
      throw TaskErrors.unchecked(ofDriver(e));
    }
  }

  /** What {@code job} returns, which runs tasks: what one of them throws is thrown as it was. */
  public static <T> T ofTasks(Callable<T> job) {
    try {
      return job.call();
    } catch (Exception e) {
      throw TaskErrors.unchecked(origin(e) instanceof VectorDbException error ? error : e);
    }
  }

  /** The reader that {@code body} returns, in a task. */
  public static <T> PartitionReader<T> reader(Callable<PartitionReader<T>> body) {
    return new TranslatingReader<>(TaskErrors.translating(body));
  }

  /** The writer that {@code body} returns, in a task. */
  public static <T> DataWriter<T> writer(Callable<DataWriter<T>> body) {
    return new TranslatingWriter<>(TaskErrors.translating(body));
  }

  private static Exception ofDriver(Exception e) {
    if (!(origin(e) instanceof VectorDbException error)) {
      return e;
    }
    return error.condition().dependsOnState()
        ? new FailedStatementException(error)
        : new InvalidStatementException(error);
  }

  /**
   * Spark wraps an error of a task that is none of its own into one that says where it happened.
   */
  private static Throwable origin(Exception e) {
    boolean isWrapped =
        e instanceof SparkException wrapper
            && wrapper.getCondition() == null
            && e.getCause() != null;
    return isWrapped ? e.getCause() : e;
  }
}
