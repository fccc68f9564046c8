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
package io.vectordb.codes;

import io.vectordb.kernels.CodeKernels;
import io.vectordb.kernels.VectorKernels;

/** Encodes batches of rows, one batch after the other. Not thread-safe. */
public final class RowEncoder {
  /** Rows that are rotated together, so that they and a piece of the matrix stay in the cache. */
  private static final int TILE = PackedMatrix.TILE;

  private static final int LARGEST_CODE = 127;

  /** Added to a small number and subtracted again, leaves the nearest integer. */
  private static final float ROUNDER = 0x1.8p23f;

  /**
   * Longer rows, and queries, are not bounded, so that no product of two norms overflows float32.
   */
  static final double LARGEST_NORM = 1e15;

  /**
   * Shorter rows, unless they are 0, are not bounded: the squares of their elements may underflow,
   * which decides whether they have a cosine.
   */
  static final double SMALLEST_NORM = 1e-15;

  private final Encoder encoder;
  private final double underflow;
  private final Levels levels;
  private final VectorKernels kernels = VectorKernels.instance();
  private final PackedMatrix matrix;
  private final float[] centred;
  private final float[] rotated;
  private final int stride;
  private final float[] rounded;
  private final int[] rowsOfTile = new int[TILE];
  private int tileRows;
  private CodeBatch batch;
  private int next;

  public RowEncoder(Encoder encoder) {
    this(encoder, Slack.PROVEN);
  }

  RowEncoder(Encoder encoder, Slack slack) {
    this.encoder = encoder;
    this.underflow = slack.of(Slack.Rounding.STORED_UNDERFLOW);
    this.levels = encoder.levels();
    this.matrix = encoder.rotation().map(Rotation::packed).orElse(null);
    this.centred = new float[TILE * encoder.dimension()];
    this.rounded = new float[levels.mostCodes()];
    this.rotated = matrix == null ? centred : new float[matrix.tileProducts()];
    this.stride = matrix == null ? encoder.dimension() : matrix.stride();
  }

  /** Whether vectors of this norm can be bounded in float32. */
  static boolean isBounded(double norm) {
    return norm == 0 || (norm >= SMALLEST_NORM && norm <= LARGEST_NORM);
  }

  /** Begins a batch of {@code rows} rows, which have to be added in order. */
  public void begin(int rows) {
    batch = new CodeBatch(levels, rows);
    next = 0;
  }

  /** Adds a row that has no score. */
  public void addNull() {
    batch.setError(next++, CodeBatch.NULL);
  }

  /** Adds the row that begins at {@code from}. */
  public void add(float[] elements, int from) {
    int at = tileRows * encoder.dimension();
    float[] mean = encoder.mean();
    for (int i = 0; i < mean.length; i++) {
      centred[at + i] = elements[from + i] - mean[i];
    }
    addToTile(Math.sqrt(kernels.squaredNorm(elements, from, mean.length)));
  }

  /** Adds the row that begins at {@code from}. */
  public void add(double[] elements, int from) {
    int at = tileRows * encoder.dimension();
    float[] mean = encoder.mean();
    double squares = 0;
    for (int i = 0; i < mean.length; i++) {
      double x = elements[from + i];
      squares += x * x;
      centred[at + i] = (float) (x - mean[i]);
    }
    addToTile(Math.sqrt(squares));
  }

  private void addToTile(double norm) {
    int row = next++;
    if (!isBounded(norm)) {
      batch.setError(row, CodeBatch.UNBOUNDED);
      return;
    }
    batch.norms()[row] = (float) norm;
    rowsOfTile[tileRows++] = row;
    if (tileRows == TILE) {
      encodeTile();
    }
  }

  /** Completes the batch. */
  public CodeBatch finish() {
    if (next != batch.rows()) {
      throw new IllegalStateException(next + " rows of " + batch.rows() + " were added");
    }
    encodeTile();
    CodeBatch done = batch;
    batch = null;
    return done;
  }

  private void encodeTile() {
    if (matrix != null) {
      matrix.multiply(centred, 0, tileRows, rotated);
    }
    for (int i = 0; i < tileRows; i++) {
      encodeRow(rotated, i * stride, rowsOfTile[i]);
    }
    tileRows = 0;
  }

  private void encodeRow(float[] y, int from, int row) {
    double squaredError = 0;
    double squaredRest = 0;
    for (int level = 0; level < levels.count(); level++) {
      CodeBatch.Level target = batch.level(level);
      int start = from + levels.start(level);
      int count = levels.end(level) - levels.start(level);
      float scale = scale(y, start, count);
      target.scales()[row] = scale;
      squaredError += encodeLevel(level, y, start, count, scale, target.codes(), row);
      target.errors()[row] = roundedUp(Math.sqrt(squaredError));
    }
    for (int level = levels.count() - 1; level >= 0; level--) {
      batch.level(level).rests()[row] = squaredRest == 0 ? 0 : roundedUp(Math.sqrt(squaredRest));
      int start = levels.start(level);
      squaredRest += kernels.squaredNorm(y, from + start, levels.end(level) - start);
    }
  }

  private static float scale(float[] y, int start, int count) {
    float largest = 0;
    for (int i = start; i < start + count; i++) {
      float size = Math.abs(y[i]);
      if (size > largest) { // much faster than Math.max, which a larger element is rare enough for
        largest = size;
      }
    }
    return largest / LARGEST_CODE;
  }

  /** Writes the codes of one row; returns the square of their error. */
  private double encodeLevel(
      int level, float[] y, int start, int count, float scale, byte[] codes, int row) {
    int stride = level == 0 ? CodeKernels.GROUP_ROWS : 1;
    int at =
        level == 0
            ? row / CodeKernels.GROUP_ROWS * CodeKernels.GROUP_ROWS * levels.codes(level)
                + row % CodeKernels.GROUP_ROWS
            : row * levels.codes(level);
    float inverse = scale == 0 ? 0 : 1 / scale;
    if (!Float.isFinite(inverse)) {
      inverse = 0; // Denormal elements: their codes are 0, and all of them is error.
    }
    for (int i = 0; i < count; i++) {
      rounded[i] = y[start + i] * inverse + ROUNDER - ROUNDER;
    }
    for (int i = 0; i < count; i++) {
      codes[at + i * stride] = (byte) rounded[i];
    }
    return squaredError(y, start, count, scale);
  }

  /** The square of what {@link #rounded} times the scale is off by. */
  private double squaredError(float[] y, int start, int count, double scale) {
    double sum0 = 0;
    double sum1 = 0;
    int i = 0;
    for (; i + 1 < count; i += 2) {
      double error0 = y[start + i] - scale * rounded[i];
      double error1 = y[start + i + 1] - scale * rounded[i + 1];
      sum0 += error0 * error0;
      sum1 += error1 * error1;
    }
    if (i < count) {
      double error = y[start + i] - scale * rounded[i];
      sum0 += error * error;
    }
    return sum0 + sum1;
  }

  /** See {@link Slack.Rounding#STORED_UNDERFLOW} for why this is enough. */
  private float roundedUp(double value) {
    return Math.nextUp((float) (value + underflow));
  }
}
