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

import io.vectordb.kernels.CodeGroups;
import io.vectordb.kernels.CodeKernels;
import io.vectordb.kernels.CodeRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The codes of a batch of rows, as a scan reads them; the arrays of {@link CodeBatch}, mapped. */
public final class CodeBlock {
  private final CodeGroups groups;
  private final FloatBuffer norms;
  private final Level[] levels;
  private final Source source;
  private final Levels layout;

  /** Where the parts of a block come from. Each is asked for at most once, when it is needed. */
  public interface Source {
    /** See {@link CodeBatch#norms()}. */
    ByteBuffer norms();

    /** See {@link CodeBatch.Level#codes()}. */
    ByteBuffer codes(int level);

    /** See {@link CodeBatch.Level#scales()}. */
    ByteBuffer scales(int level);

    /** See {@link CodeBatch.Level#errors()}. */
    ByteBuffer errors(int level);

    /** See {@link CodeBatch.Level#rests()}; not asked for in the last level, where all are 0. */
    ByteBuffer rests(int level);
  }

  /** The part of one level that a scan has opened. */
  record Level(CodeRows rows, FloatBuffer scales, FloatBuffer errors, FloatBuffer rests) {}

  public CodeBlock(Levels layout, Source source) {
    this.layout = layout;
    this.source = source;
    this.groups = CodeKernels.instance().groups(source.codes(0), layout.codes(0));
    this.norms = floats(source.norms());
    this.levels = new Level[layout.count()];
    this.levels[0] = open(0);
  }

  private static FloatBuffer floats(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private Level open(int level) {
    boolean isLast = level == layout.count() - 1;
    return new Level(
        level == 0 ? null : CodeKernels.instance().rows(source.codes(level), layout.codes(level)),
        floats(source.scales(level)),
        floats(source.errors(level)),
        isLast ? null : floats(source.rests(level)));
  }

  /** The codes of the first level. */
  CodeGroups groups() {
    return groups;
  }

  FloatBuffer norms() {
    return norms;
  }

  Level level(int level) {
    if (levels[level] == null) {
      levels[level] = open(level);
    }
    return levels[level];
  }
}
