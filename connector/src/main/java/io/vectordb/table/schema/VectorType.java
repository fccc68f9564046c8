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
package io.vectordb.table.schema;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;

/** The type that users see for a vector column; every one of them is stored losslessly. */
public enum VectorType {
  /** ARRAY of 32-bit floats, elements may be NULL. */
  FLOAT_ARRAY("array<float>", Float.BYTES),
  /** ARRAY of 64-bit floats, elements may be NULL. */
  DOUBLE_ARRAY("array<double>", Double.BYTES),
  /** 32-bit floats packed little-endian into BINARY of {@code 4 * dimension} bytes. */
  PACKED_FLOATS("binary", Float.BYTES),
  /** Spark ML Vector: 64-bit floats. */
  ML_VECTOR("ml-vector", Double.BYTES);

  private final String label;
  private final int elementBytes;

  VectorType(String label, int elementBytes) {
    this.label = label;
    this.elementBytes = elementBytes;
  }

  /** The name under which the table's schema records this type. */
  public String label() {
    return label;
  }

  /** 4 for 32-bit, 8 for 64-bit floats. */
  public int elementBytes() {
    return elementBytes;
  }

  /** The type recorded as {@code label}. */
  public static VectorType ofLabel(String label) {
    for (VectorType type : values()) {
      if (type.label.equals(label)) {
        return type;
      }
    }
    throw new VectorDbException(
        ErrorCondition.VECTORDB_TABLE_TOO_NEW,
        "Unknown vector type '"
            + label
            + "' in the table's schema; this table was written by a newer version");
  }
}
