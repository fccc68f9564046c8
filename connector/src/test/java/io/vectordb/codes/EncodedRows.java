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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Encoded rows as tests look at them. */
final class EncodedRows {
  final Encoder encoder;
  final CodeBatch batch;
  final CodeBlock block;

  private EncodedRows(Encoder encoder, CodeBatch batch) {
    this.encoder = encoder;
    this.batch = batch;
    this.block = new CodeBlock(encoder.levels(), new Direct(batch));
  }

  /** Encodes rows, float[] or double[]; null for NULL. */
  static EncodedRows of(Encoder encoder, Object... rows) {
    return of(Slack.PROVEN, encoder, rows);
  }

  static EncodedRows of(Slack slack, Encoder encoder, Object... rows) {
    RowEncoder encode = new RowEncoder(encoder, slack);
    encode.begin(rows.length);
    for (Object row : rows) {
      if (row == null) {
        encode.addNull();
      } else if (row instanceof float[] floats) {
        encode.add(floats, 0);
      } else {
        encode.add((double[]) row, 0);
      }
    }
    return new EncodedRows(encoder, encode.finish());
  }

  /** What the encoder cuts into levels: the row without the mean, rotated, in 32-bit floats. */
  static float[] rotated(Encoder encoder, Object row) {
    float[] mean = encoder.mean();
    int dimension = mean.length;
    float[] centred = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      centred[i] =
          row instanceof float[] floats
              ? floats[i] - mean[i]
              : (float) (((double[]) row)[i] - mean[i]);
    }
    if (encoder.rotation().isEmpty()) {
      return centred;
    }
    PackedMatrix matrix = encoder.rotation().get().packed();
    float[] products = new float[matrix.tileProducts()];
    matrix.multiply(centred, 0, 1, products);
    return Arrays.copyOf(products, dimension);
  }

  /** Code {@code i} of {@code level}, of one row. */
  byte code(int level, int row, int i) {
    int codes = encoder.levels().codes(level);
    int group = CodeKernels.GROUP_ROWS;
    byte[] bytes = batch.level(level).codes();
    return level == 0
        ? bytes[(row / group * codes + i) * group + row % group]
        : bytes[row * codes + i];
  }

  /** What the codes of one row stand for, in rotated coordinates. */
  double[] decoded(int row) {
    Levels levels = encoder.levels();
    double[] decoded = new double[levels.dimension()];
    for (int level = 0; level < levels.count(); level++) {
      double scale = batch.level(level).scales()[row];
      for (int i = levels.start(level); i < levels.end(level); i++) {
        decoded[i] = scale * code(level, row, i - levels.start(level));
      }
    }
    return decoded;
  }

  private record Direct(CodeBatch batch) implements CodeBlock.Source {
    private static ByteBuffer floats(float[] values) {
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return bytes;
    }

    @Override
    public ByteBuffer norms() {
      return floats(batch.norms());
    }

    @Override
    public ByteBuffer codes(int level) {
      byte[] codes = batch.level(level).codes();
      return ByteBuffer.allocateDirect(codes.length).put(codes).flip();
    }

    @Override
    public ByteBuffer scales(int level) {
      return floats(batch.level(level).scales());
    }

    @Override
    public ByteBuffer errors(int level) {
      return floats(batch.level(level).errors());
    }

    @Override
    public ByteBuffer rests(int level) {
      return floats(batch.level(level).rests());
    }
  }
}
