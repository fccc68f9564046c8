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
package io.vectordb.spark.functions;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** 32-bit floats packed into bytes, little-endian. */
public final class PackedFloats {
  private PackedFloats() {}

  /** Packs {@code values} into {@code 4 * values.length} bytes. */
  public static byte[] pack(float[] values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }

  /**
   * The floats in {@code bytes}.
   *
   * @throws VectorDbException if the length is no multiple of 4
   */
  public static float[] unpack(byte[] bytes) {
    float[] values = new float[count(bytes)];
    unpack(bytes, values);
    return values;
  }

  /** The same into the beginning of {@code values}, which are at least {@link #count}. */
  static void unpack(byte[] bytes, float[] values) {
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values, 0, bytes.length / Float.BYTES);
  }

  /**
   * How many floats {@code bytes} are.
   *
   * @throws VectorDbException if the length is no multiple of 4
   */
  static int count(byte[] bytes) {
    if (bytes.length % Float.BYTES != 0) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_VALUE_INVALID,
          "A packed vector has "
              + bytes.length
              + " bytes, which is no multiple of 4; pack vectors with vector_pack(array)");
    }
    return bytes.length / Float.BYTES;
  }
}
