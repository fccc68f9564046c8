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
package io.vectordb.table;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableMetadata;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which commits of others a transaction that depends on rows that it has read lets pass, the
 * weakest level first.
 */
public enum IsolationLevel {
  /** Rows that others add meanwhile are as if they had been added later. */
  SNAPSHOT,

  /** Transactions have the effect that they would have one after the other. */
  SERIALIZABLE;

  /** The table property. */
  public static final String PROPERTY = "isolationLevel";

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The level of a table.
   *
   * @throws VectorDbException if its property is none
   */
  static IsolationLevel of(TableMetadata metadata) {
    String value =
        metadata.properties().entrySet().stream()
            .filter(property -> property.getKey().equalsIgnoreCase(PROPERTY))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(SERIALIZABLE.label());
    return Arrays.stream(values())
        .filter(level -> level.label().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_OPTION_INVALID,
                    "Table property "
                        + PROPERTY
                        + "="
                        + value
                        + " is not understood; choose from "
                        + Arrays.stream(values())
                            .map(IsolationLevel::label)
                            .collect(Collectors.joining(", "))));
  }
}
