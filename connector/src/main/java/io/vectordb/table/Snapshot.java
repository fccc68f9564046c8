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

import io.vectordb.table.file.DataFile;
import io.vectordb.table.filter.FileSkipping;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.RowMatch;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** A table as one version shows it. Immutable. */
public final class Snapshot {
  /** The number of what no commit has made. */
  private static final long VIEW = -1;

  private final long version;
  private final long timestampMillis;
  private final Action.Protocol protocol;
  private final TableMetadata metadata;
  private final FileSet files;
  private final Map<String, Long> transactions;
  private final long readNanos = System.nanoTime();

  public Snapshot(
      long version,
      long timestampMillis,
      Action.Protocol protocol,
      TableMetadata metadata,
      List<DataFile> files,
      Map<String, Long> transactions) {
    this(version, timestampMillis, protocol, metadata, FileSet.of(files), transactions);
  }

  public Snapshot(
      long version,
      long timestampMillis,
      Action.Protocol protocol,
      TableMetadata metadata,
      FileSet files,
      Map<String, Long> transactions) {
    this.version = version;
    this.timestampMillis = timestampMillis;
    this.protocol = protocol;
    this.metadata = metadata;
    this.files = files;
    this.transactions = Map.copyOf(transactions);
  }

  /** The number of the commit that made this version; the first is 0. */
  public long version() {
    return version;
  }

  public TableMetadata metadata() {
    return metadata;
  }

  public TableSchema schema() {
    return metadata.schema();
  }

  /** This version as it would be with other metadata, which no commit has brought into the log. */
  public Snapshot withMetadata(TableMetadata newMetadata) {
    FileSet widened = new SchemaChange(metadata, newMetadata).widened(files);
    return new Snapshot(version, timestampMillis, protocol, newMetadata, widened, transactions);
  }

  /**
   * The data files in the order in which they were committed, with the codes and deleted rows that
   * they have now.
   */
  public List<DataFile> files() {
    return files.files();
  }

  /**
   * What the log proves about a condition on columns for the rows of files of this version: their
   * partitions and statistics. Nothing is read. The function is not thread-safe.
   */
  public Function<DataFile, RowMatch> match(Filter filter) {
    FileSkipping skipping = new FileSkipping(schema(), Map.of());
    return file -> skipping.match(filter, file);
  }

  /**
   * Whether {@code other}, of the same table, shows the same. No version ever changes; a view is
   * the same as itself only.
   */
  public boolean isSame(Snapshot other) {
    return this == other || (version == other.version && version != VIEW);
  }

  /**
   * A view of files that may be scanned as a version is, but that no commit has made: some of a
   * version's files, or files that are still to be added.
   */
  public static Snapshot of(TableMetadata metadata, List<DataFile> files) {
    return new Snapshot(VIEW, 0, Action.Protocol.CURRENT, metadata, files, Map.of());
  }

  /** The number of rows in all files, without deleted ones. */
  public long rowCount() {
    return files().stream().mapToLong(DataFile::liveRows).sum();
  }

  /** The length of all data files, without their codes. */
  public long byteCount() {
    return files().stream().mapToLong(DataFile::bytes).sum();
  }

  /** The newest version that the application {@code appId} committed, if it did. */
  public OptionalLong transactionVersion(String appId) {
    Long found = transactions.get(appId);
    return found == null ? OptionalLong.empty() : OptionalLong.of(found);
  }

  /** When this version was committed, milliseconds since 1970; never before an older version. */
  public long timestampMillis() {
    return timestampMillis;
  }

  /** When this was known to be a version of the table, as {@link System#nanoTime} told. */
  long readNanos() {
    return readNanos;
  }

  FileSet fileSet() {
    return files;
  }

  public Action.Protocol protocol() {
    return protocol;
  }

  public Map<String, Long> transactions() {
    return transactions;
  }
}
