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
package io.vectordb.spark.catalog;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;

/** What a procedure was called with, by the names of its parameters. */
record Arguments(ProcedureParameter[] parameters, InternalRow values) {
  /** A text that must be given. */
  String text(String name) {
    return optionalText(name)
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_ARGUMENT_INVALID,
                    "Argument " + name + " is NULL, but has to be given"));
  }

  Optional<String> optionalText(String name) {
    int index = index(name);
    return values.isNullAt(index)
        ? Optional.empty()
        : Optional.of(values.getUTF8String(index).toString());
  }

  Optional<Integer> number(String name) {
    int index = index(name);
    return values.isNullAt(index) ? Optional.empty() : Optional.of(values.getInt(index));
  }

  Optional<Long> longNumber(String name) {
    int index = index(name);
    return values.isNullAt(index) ? Optional.empty() : Optional.of(values.getLong(index));
  }

  Optional<Double> fraction(String name) {
    int index = index(name);
    return values.isNullAt(index) ? Optional.empty() : Optional.of(values.getDouble(index));
  }

  boolean flag(String name) {
    int index = index(name);
    return !values.isNullAt(index) && values.getBoolean(index);
  }

  /** How long ago the time {@code name} is. */
  Optional<Duration> age(String name) {
    return longNumber(name)
        .map(micros -> Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(micros)))
        .map(time -> Duration.between(time, Instant.now()));
  }

  /** The interval {@code name}. */
  Optional<Duration> duration(String name) {
    return longNumber(name).map(micros -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)));
  }

  private int index(String name) {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name);
  }
}
