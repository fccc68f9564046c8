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
package io.vectordb.kernels;

import java.nio.ByteBuffer;

/**
 * The loops over codes. They come in two forms, in plain Java and on vector registers, with the
 * same results, which {@link CodeKernels} defines.
 *
 * <p>Public for the package {@code io.vectordb.kernels.simd} only.
 */
public interface CodeLoops {
  /** Rows of a group of column-major codes, and lanes of a product of row-major codes. */
  int GROUP_ROWS = 16;

  /** Column-major codes; checks its arguments. */
  CodeGroups groups(ByteBuffer codes, int dims);

  /** Row-major codes; checks its arguments. */
  CodeRows rows(ByteBuffer codes, int dims);
}
