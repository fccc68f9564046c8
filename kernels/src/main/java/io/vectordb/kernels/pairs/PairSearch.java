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
package io.vectordb.kernels.pairs;

import io.vectordb.kernels.PanelKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Finds, among all pairs of a set of queries and batches of rows, those whose canonical score may
 * lie within limits that narrow while the search goes on.
 *
 * <p>A product of packed rows estimates the scores of a {@link PairTile}. The {@link EstimateBound}
 * says which estimates leave open whether the score is within the limits of the query; the scores
 * of those pairs are computed at once, by {@link PairScorer}. Rows that have no estimate, because
 * of NaN, infinite or huge elements, are scored with every row of the other side.
 *
 * <p>Holds the queries; memory for a batch is kept from one search to the next. Not safe for
 * concurrent use.
 */
public final class PairSearch {

  /** So few queries are scored with every row in less time than the rows take to be packed. */
  private static final int FEW_QUERIES = 3;

  private final PairMeasure measure;
  private final VectorRows queries;
  private final ToDoubleFunction<Rounding> amounts;
  private final PairScorer scorer;
  private final Packing packing;
  private final List<PackedRows> blocks = new ArrayList<>();
  private final AsideRows asideQueries = new AsideRows();
  private final AsideRows asideRows = new AsideRows();
  private final PanelKernels kernels;
  private PackedRows packedRows;
  private PairTile tile;
  private int[] found = new int[0];
  private long scored;

  /**
   * With other kernels, or amounts that are not enough, for tests.
   *
   * @param leastPacked fewer queries than that are not packed
   */
  PairSearch(
      PairMeasure measure,
      VectorRows queries,
      int first,
      int end,
      PanelKernels kernels,
      ToDoubleFunction<Rounding> amounts,
      int leastPacked) {
    this.measure = measure;
    this.queries = queries;
    this.amounts = amounts;
    this.scorer = new PairScorer(measure);
    this.kernels = kernels;
    this.packing = new Packing(measure, queries.dim(), amounts);
    if (end - first < leastPacked) {
      putAside(queries, first, end, asideQueries);
    } else {
      pack(first, end);
    }
  }

  private void pack(int first, int end) {
    int dim = queries.dim();
    int panel = kernels.queryPanel();
    tile = new PairTile(kernels);
    packedRows = new PackedRows(packing, scorer, kernels.rowPanel(), dim, PairTile.rows(dim));
    found = new int[PairTile.rows(dim)];
    int next = first;
    while (next < end) {
      int capacity = Math.min(PairTile.queries(dim), end - next);
      PackedRows block = new PackedRows(packing, scorer, panel, dim, capacity);
      next = block.pack(queries, next, end, asideQueries);
      blocks.add(block);
    }
  }

  private void putAside(VectorRows rows, int first, int end, AsideRows aside) {
    for (int row = first; row < end; row++) {
      double squaredNorm = packing.isNormalised() ? scorer.squaredNorm(rows, row) : 0;
      if (!packing.isWithoutScores(squaredNorm)) {
        aside.add(row, squaredNorm);
      }
    }
  }

  /**
   * A search for partners of {@code queries}.
   *
   * @param queries must not change afterwards
   */
  public static PairSearch of(PairMeasure measure, VectorRows queries) {
    return of(measure, queries, 0, queries.size());
  }

  /**
   * A search for partners of some of {@code queries}, which keep their numbers.
   *
   * @param queries must not change afterwards
   * @param first number of a query
   * @param end number after that of the last query
   */
  public static PairSearch of(PairMeasure measure, VectorRows queries, int first, int end) {
    return of(measure, queries, first, end, FEW_QUERIES + 1);
  }

  private static PairSearch of(
      PairMeasure measure, VectorRows queries, int first, int end, int leastPacked) {
    Objects.checkFromToIndex(first, end, queries.size());
    return new PairSearch(
        measure, queries, first, end, PanelKernels.instance(), Rounding::amount, leastPacked);
  }

  /**
   * A search that packs nothing and computes the score of every pair: for so few of them that it
   * takes less time.
   *
   * @param queries must not change afterwards
   * @param first number of a query
   * @param end number after that of the last query
   */
  public static PairSearch unpacked(PairMeasure measure, VectorRows queries, int first, int end) {
    return of(measure, queries, first, end, Integer.MAX_VALUE);
  }

  /**
   * Hands every pair of a query and a row that may lie within the limits to {@code sink}, once.
   *
   * @param rows of floats or doubles, whatever the queries are; must not change during the search
   * @throws IllegalArgumentException if the dimensions differ; nothing was handed over then
   */
  public void search(VectorRows rows, PairSink sink) {
    if (rows.dim() != queries.dim()) {
      throw new IllegalArgumentException(
          "the vectors have different dimensions: " + queries.dim() + " and " + rows.dim());
    }
    asideRows.clear();
    if (blocks.isEmpty()) {
      putAside(rows, 0, rows.size(), asideRows);
    } else {
      searchTiles(rows, sink);
    }
    for (int i = 0; i < asideRows.count(); i++) {
      scoreAside(rows, asideRows.number(i), asideRows.squaredNorm(i), sink);
    }
  }

  private void searchTiles(VectorRows rows, PairSink sink) {
    EstimateBound bound =
        new EstimateBound(measure, rows.dim(), queries.isDouble(), rows.isDouble(), amounts);
    int next = 0;
    while (next < rows.size()) {
      next = packedRows.pack(rows, next, rows.size(), asideRows);
      for (PackedRows block : blocks) {
        searchTile(block, rows, bound, sink);
      }
      for (int i = 0; i < asideQueries.count(); i++) {
        scorePacked(asideQueries.number(i), asideQueries.squaredNorm(i), rows, sink);
      }
    }
  }

  private void searchTile(PackedRows block, VectorRows rows, EstimateBound bound, PairSink sink) {
    tile.multiply(block, packedRows, rows.dim());
    for (int slot = 0; slot < block.count(); slot++) {
      int query = block.number(slot);
      double squaredNorm = block.squaredNorm(slot);
      double norm = block.norm(slot);
      double lower = sink.lower(query);
      double upper = sink.upper(query);
      double error = bound.error(norm, packedRows.maxNorm());
      int candidates =
          tile.select(
              slot,
              (float) bound.least(lower, upper, squaredNorm, error),
              (float) bound.most(lower, upper, squaredNorm, error),
              found);
      for (int i = 0; i < candidates; i++) {
        int row = found[i];
        double estimate = tile.estimate(slot, row);
        double errorOfRow = bound.error(norm, packedRows.norm(row));
        if (estimate >= bound.least(lower, upper, squaredNorm, errorOfRow)
            && estimate <= bound.most(lower, upper, squaredNorm, errorOfRow)) {
          score(
              query, squaredNorm, rows, packedRows.number(row), packedRows.squaredNorm(row), sink);
          lower = sink.lower(query);
          upper = sink.upper(query);
        }
      }
    }
  }

  /** A query that was put aside with all packed rows. */
  private void scorePacked(int query, double squaredNorm, VectorRows rows, PairSink sink) {
    for (int row = 0; row < packedRows.count(); row++) {
      score(query, squaredNorm, rows, packedRows.number(row), packedRows.squaredNorm(row), sink);
    }
  }

  /** A row that was put aside with all queries. */
  private void scoreAside(VectorRows rows, int row, double squaredNorm, PairSink sink) {
    for (PackedRows block : blocks) {
      for (int slot = 0; slot < block.count(); slot++) {
        score(block.number(slot), block.squaredNorm(slot), rows, row, squaredNorm, sink);
      }
    }
    for (int i = 0; i < asideQueries.count(); i++) {
      score(asideQueries.number(i), asideQueries.squaredNorm(i), rows, row, squaredNorm, sink);
    }
  }

  private void score(
      int query,
      double querySquaredNorm,
      VectorRows rows,
      int row,
      double rowSquaredNorm,
      PairSink sink) {
    scored++;
    double score = scorer.score(queries, query, querySquaredNorm, rows, row, rowSquaredNorm);
    sink.pair(query, row, score);
  }

  /** Bytes of heap that are held besides the queries. */
  public long bytes() {
    long bytes = (long) Integer.BYTES * found.length;
    if (packedRows != null) {
      bytes += tile.bytes() + packedRows.bytes();
    }
    for (PackedRows block : blocks) {
      bytes += block.bytes();
    }
    return bytes + asideQueries.bytes() + asideRows.bytes();
  }

  /** Bytes of heap that a query takes besides its {@link VectorRows}, for planning. */
  public static long bytesPerQuery(int dim) {
    return PackedRows.bytesPerSlot() + (long) Float.BYTES * dim;
  }

  /**
   * How many queries and rows are compared at a time: {@code 96 x 384}, and fewer in dimensions so
   * high that those would not stay in the caches.
   */
  public static String tile() {
    return PairTile.label();
  }

  /** Pairs whose canonical score was computed so far. */
  public long scored() {
    return scored;
  }
}
