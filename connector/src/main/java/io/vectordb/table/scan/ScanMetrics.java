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
package io.vectordb.table.scan;

/**
 * What a scan did. One scan writes it; others may read it while the scan runs and see a recent
 * state.
 */
public final class ScanMetrics {
  private volatile long rowsScanned;
  private volatile long vectorsScored;
  private volatile long rowsReturned;
  private volatile long vectorBytes;
  private volatile long scanNanos;
  private volatile long rowsDecidedByCodes;
  private volatile long rowsRechecked;
  private volatile long codeBytes;
  private volatile long rowsDecidedByNorms;

  /** Rows that the scan has looked at. */
  public long rowsScanned() {
    return rowsScanned;
  }

  /** Scores computed. */
  public long vectorsScored() {
    return vectorsScored;
  }

  /** Rows that satisfied the filter, or, for a top-n, were among the best. */
  public long rowsReturned() {
    return rowsReturned;
  }

  /** Bytes of vectors read for scores. */
  public long vectorBytes() {
    return vectorBytes;
  }

  /** Nanoseconds spent inside the scan, without what the consumer of the rows does. */
  public long scanNanos() {
    return scanNanos;
  }

  /** Comparisons of a row's score that its codes decided, without its vector. */
  public long rowsDecidedByCodes() {
    return rowsDecidedByCodes;
  }

  /** Comparisons of a row's score that its codes left to its vector. */
  public long rowsRechecked() {
    return rowsRechecked;
  }

  /** Bytes of codes, and of the bounds that belong to them, that were read. */
  public long codeBytes() {
    return codeBytes;
  }

  /** Comparisons that the norms of a batch decided, without its codes. */
  public long rowsDecidedByNorms() {
    return rowsDecidedByNorms;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void addSkipped(long rows) {
    rowsDecidedByNorms += rows;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void addRechecked(long rows) {
    rowsRechecked += rows;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void addCoded(long decided, long rechecked, long bytes) {
    rowsDecidedByCodes += decided;
    rowsRechecked += rechecked;
    codeBytes += bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void addScanned(long rows) {
    rowsScanned += rows;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void addScored(long rows, long bytes) {
    vectorsScored += rows;
    vectorBytes += bytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void addReturned(long rows) {
    rowsReturned += rows;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void addNanos(long nanos) {
    scanNanos += nanos;
  }
}
