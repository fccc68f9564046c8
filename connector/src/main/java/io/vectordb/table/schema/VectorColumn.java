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

import java.io.Serializable;

/**
 * A column of feature vectors.
 *
 * @param name the column's name
 * @param fileName its name in files and in the log, see {@link TableSchema#fileName}
 * @param type how users see the vectors
 * @param dimension the number of elements of every non-NULL vector, or {@link #UNDETERMINED}
 */
public record VectorColumn(String name, String fileName, VectorType type, int dimension)
    implements Serializable {
  /** The dimension of a column that has no declared dimension and holds no vector yet. */
  public static final int UNDETERMINED = 0;

  /** The largest dimension of a vector. */
  public static final int MAX_DIMENSION = 65_536;

  /** Whether vectors can have this dimension. */
  public static boolean isDimension(int dimension) {
    return dimension >= 1 && dimension <= MAX_DIMENSION;
  }

  /** A column that has had no other name. */
  public VectorColumn(String name, VectorType type, int dimension) {
    this(name, name, type, dimension);
  }

  /** Whether the dimension is known. */
  public boolean isDetermined() {
    return dimension != UNDETERMINED;
  }

  /** This column with another dimension. */
  public VectorColumn withDimension(int newDimension) {
    return new VectorColumn(name, fileName, type, newDimension);
  }
}
