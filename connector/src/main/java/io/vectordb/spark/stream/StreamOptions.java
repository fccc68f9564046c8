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
package io.vectordb.spark.stream;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.Option;
import io.vectordb.spark.schema.OptionText;
import io.vectordb.spark.schema.VectorOptions;
import io.vectordb.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;

/** What the options of a read say about streams. */
final class StreamOptions {
  private static final String LATEST = "latest";

  private final VectorOptions options;

  StreamOptions(VectorOptions options) {
    this.options = options;
    if (options.timeTravel().isPresent()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Options versionAsOf and timestampAsOf are for batch reads; set "
              + Option.STARTING_VERSION.key()
              + " or "
              + Option.STARTING_TIMESTAMP.key()
              + " to stream what a version and later ones have added");
    }
    if (startingVersion().isPresent() && startingTimestamp().isPresent()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Options startingVersion and startingTimestamp exclude each other; set one of them");
    }
    skipsChangeCommits();
    readLimit();
  }

  private Optional<String> startingVersion() {
    return options.text(Option.STARTING_VERSION);
  }

  private Optional<String> startingTimestamp() {
    return options.text(Option.STARTING_TIMESTAMP);
  }

  /**
   * The first version whose added rows the stream reads; nothing if it begins with all rows of the
   * newest version.
   *
   * @throws VectorDbException if that version does not exist or has expired
   */
  Optional<Long> firstVersion(Table table, long newest) {
    if (startingTimestamp().isPresent()) {
      return startingTimestamp().map(text -> table.versionSince(millis(text)));
    }
    return startingVersion().map(text -> firstVersion(text, table, newest));
  }

  private static long firstVersion(String text, Table table, long newest) {
    if (text.equalsIgnoreCase(LATEST)) {
      return newest + 1;
    }
    long version = OptionText.parseLong(Option.STARTING_VERSION.key(), text);
    if (version < 0 || version > newest + 1) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Option startingVersion is "
              + version
              + ", but the table's versions go from 0 to "
              + newest
              + "; give one of them, or "
              + LATEST
              + " for what comes later");
    }
    if (version <= newest) {
      // Refused if it has expired, before the checkpoint says that the stream begins there.
      table.changes(version, version);
    }
    return version;
  }

  private static long millis(String text) {
    long micros = OptionText.micros(Option.STARTING_TIMESTAMP.key(), text, SparkSession.active());
    // Up, because the version must not be older.
    return -Math.floorDiv(-micros, 1000L);
  }

  boolean skipsChangeCommits() {
    return options.flag(Option.SKIP_CHANGE_COMMITS);
  }

  /** How much one batch reads at most. */
  ReadLimit readLimit() {
    List<ReadLimit> limits = new ArrayList<>();
    options
        .text(Option.MAX_FILES_PER_TRIGGER)
        .ifPresent(text -> limits.add(ReadLimit.maxFiles(positiveInt(text))));
    options
        .text(Option.MAX_BYTES_PER_TRIGGER)
        .ifPresent(text -> limits.add(ReadLimit.maxBytes(bytes(text))));
    return switch (limits.size()) {
      case 0 -> ReadLimit.allAvailable();
      case 1 -> limits.get(0);
      default -> ReadLimit.compositeLimit(limits.toArray(ReadLimit[]::new));
    };
  }

  private static int positiveInt(String text) {
    long value = OptionText.parseLong(Option.MAX_FILES_PER_TRIGGER.key(), text);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw OptionText.malformed(
          Option.MAX_FILES_PER_TRIGGER.key(), text, "a positive number of files");
    }
    return (int) value;
  }

  private static long bytes(String text) {
    long value = 0;
    try {
      value = JavaUtils.byteStringAsBytes(text);
    } catch (IllegalArgumentException e) {
      // Refused below, as 0 is.
    }
    if (value < 1) {
      throw OptionText.malformed(
          Option.MAX_BYTES_PER_TRIGGER.key(), text, "a number of bytes such as 100000 or 1g");
    }
    return value;
  }
}
