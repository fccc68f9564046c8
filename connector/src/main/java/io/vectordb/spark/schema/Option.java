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
package io.vectordb.spark.schema;

import io.vectordb.table.IsolationLevel;
import io.vectordb.table.rewrite.Compaction;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Every option of reads, writes and streams, and every property of tables, in the order of the page
 * that explains them. What is said of one is Markdown.
 */
public enum Option {
  PATH("path", "the table's directory: local, HDFS, S3 or any Hadoop path", "", Use.STATEMENT),
  VECTOR_COLUMN(
      "vectorColumn",
      "columns that hold vectors, separated by commas, a name with a comma in backquotes; empty"
          + " for none; a BINARY column has to be named",
      "the only ARRAY<FLOAT>, ARRAY<DOUBLE> or ML Vector",
      Use.STATEMENT,
      Use.DEFINITION),
  DIMENSION(
      "dimension",
      "dimension of a new table's vector column (`vector.<column>.dimension` if there are several)",
      "the data's",
      Use.STATEMENT,
      Use.DEFINITION),
  STARTING_VERSION(
      "startingVersion",
      "a stream reads what this version and later ones have added; `latest`: what comes after its"
          + " start",
      "all rows, then what comes",
      Use.STATEMENT),
  STARTING_TIMESTAMP(
      "startingTimestamp",
      "a stream reads what versions since this time have added",
      "as `startingVersion`",
      Use.STATEMENT),
  MAX_FILES_PER_TRIGGER(
      "maxFilesPerTrigger",
      "a stream reads at most so many files at a time",
      "no limit",
      Use.STATEMENT),
  MAX_BYTES_PER_TRIGGER(
      "maxBytesPerTrigger",
      "a stream reads files of at most so many bytes (`1g`) at a time, but at least one file",
      "no limit",
      Use.STATEMENT),
  SKIP_CHANGE_COMMITS(
      "skipChangeCommits",
      "`true`: a stream leaves out versions that delete or replace rows; `false`: it fails",
      "`false`",
      Use.STATEMENT),
  VERSION_AS_OF("versionAsOf", "read this version of the table", "the newest", Use.STATEMENT),
  TIMESTAMP_AS_OF(
      "timestampAsOf",
      "read the version that was the newest at this time, `'2026-01-31 12:00:00'` for example, in"
          + " the session's time zone",
      "now",
      Use.STATEMENT),
  PARTITION_OVERWRITE_MODE(
      "partitionOverwriteMode",
      "`static`: overwrite replaces the table; `dynamic`: only the partitions that the data has",
      "`spark.sql.sources.partitionOverwriteMode`",
      Use.STATEMENT),
  PARTITION_COLUMNS(
      "partitionColumns",
      "columns that partition a new table, separated by commas; for streams, because Spark keeps"
          + " the `partitionBy` of `writeStream` to itself",
      "none",
      Use.STATEMENT),
  CLUSTER_BY_PARTITION(
      "clusterByPartition",
      "`true`: shuffle a partition's rows together before writing, for few files; `false`: each"
          + " task writes its own",
      "`false`",
      Use.STATEMENT,
      Use.PROPERTY),
  ROWS_PER_FILE(
      "rowsPerFile",
      "a data file holds at most so many rows",
      "no limit (1 GiB)",
      Use.STATEMENT,
      Use.PROPERTY),
  CODES(
      "codes",
      "codes that written vectors get: `none`, `int8`, `pca-int8` or `auto`; of a read, `none`"
          + " means to read without them",
      "`auto`",
      Use.STATEMENT,
      Use.PROPERTY),
  MERGE_SCHEMA(
      "mergeSchema",
      "`true`: a DataFrame brings along the columns that the table has not, and makes types wider",
      "`false`",
      Use.STATEMENT),
  ALLOW_MISSING_COLUMNS(
      "allowMissingColumns",
      "`true`: columns without a default that a DataFrame leaves out are NULL; `false`: that is"
          + " an error",
      "`false`",
      Use.STATEMENT),
  MERGE_KEYS(
      "mergeKeys",
      "columns, separated by commas: an append replaces the rows that have equal values in them",
      "none: rows are added",
      Use.STATEMENT),
  TXN_APP_ID(
      "txnAppId", "with `txnVersion`: names the application that writes", "none", Use.STATEMENT),
  TXN_VERSION(
      "txnVersion",
      "with `txnAppId`: a write whose application has committed this or a later version before"
          + " does nothing",
      "none",
      Use.STATEMENT),
  TARGET_FILE_BYTES(
      Compaction.TARGET_FILE_BYTES,
      "a compaction makes files of about so many bytes",
      "268435456 (256 MiB)",
      Use.PROPERTY),
  ISOLATION_LEVEL(
      IsolationLevel.PROPERTY,
      "`serializable` or `snapshot`: whether rows that others have added matter to concurrent"
          + " writers",
      "`serializable`",
      Use.PROPERTY),
  CHECKPOINT_INTERVAL(
      "checkpointInterval",
      "a checkpoint of the log is written after so many commits, in tables of more than 10,000"
          + " files after more",
      "10",
      Use.PROPERTY);

  /** What an option is for. */
  enum Use {
    /** One read, write or stream. */
    STATEMENT,
    /** The definition of a table: which columns hold which vectors. */
    DEFINITION,
    /** A property that a table keeps, for its writes and its maintenance. */
    PROPERTY
  }

  private final String key;
  private final String description;
  private final String defaultText;
  private final Set<Use> uses;

  Option(String key, String description, String defaultText, Use first, Use... others) {
    this.key = key;
    this.description = description;
    this.defaultText = defaultText;
    this.uses = EnumSet.of(first, others);
  }

  /** The option's name as it is written; case does not matter. */
  public String key() {
    return key;
  }

  /** What it means. */
  String description() {
    return description;
  }

  /** What holds if it is not set; empty if nothing does. */
  String defaultText() {
    return defaultText;
  }

  /** Whether it is for this and others. */
  boolean isFor(Use use) {
    return uses.contains(use);
  }

  /** Whether a read or a write may set it. */
  boolean isOfStatements() {
    return isFor(Use.STATEMENT);
  }

  /** The options of statements that a table may set once and for all. */
  static List<Option> ofTables() {
    return Arrays.stream(values())
        .filter(option -> option.isFor(Use.STATEMENT) && option.isFor(Use.PROPERTY))
        .toList();
  }

  /** The names of the options that a read or a write may set. */
  static List<String> keysOfStatements() {
    return Arrays.stream(values()).filter(Option::isOfStatements).map(Option::key).toList();
  }
}
