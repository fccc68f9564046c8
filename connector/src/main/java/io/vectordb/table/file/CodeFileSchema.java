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
package io.vectordb.table.file;

import io.vectordb.codes.Levels;
import io.vectordb.kernels.CodeKernels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns and the metadata of code files and of rotation files, as FORMAT.md says. */
final class CodeFileSchema {
  static final String LEVELS_KEY = "vectordb.levels";
  static final String MEAN_KEY = "vectordb.mean";
  static final String ERROR_KEY = "vectordb.error";

  /** In the footer: the smallest and the largest norm of every batch. */
  static final String NORMS_KEY = "vectordb.norms";

  static final String NORMS = "norms";

  /** The CRC-32C of every vector in the data file, so that single vectors can be verified. */
  static final String CHECKSUMS = "checksums";

  static final String COMPONENTS = "components";

  private CodeFileSchema() {}

  static Schema ofCodes(Levels levels, float[] mean) {
    List<Field> fields = new ArrayList<>();
    fields.add(floats(NORMS, CodeKernels.GROUP_ROWS));
    fields.add(binary(CHECKSUMS, CodeKernels.GROUP_ROWS * Integer.BYTES));
    for (int level = 0; level < levels.count(); level++) {
      fields.add(binary(codes(level), CodeKernels.GROUP_ROWS * levels.codes(level)));
      fields.add(floats(scales(level), CodeKernels.GROUP_ROWS));
      fields.add(floats(errors(level), CodeKernels.GROUP_ROWS));
      if (level < levels.count() - 1) {
        fields.add(floats(rests(level), CodeKernels.GROUP_ROWS));
      }
    }
    String ends =
        Arrays.stream(levels.toArray()).mapToObj(String::valueOf).collect(Collectors.joining(","));
    return new Schema(fields, Map.of(LEVELS_KEY, ends, MEAN_KEY, base64(mean)));
  }

  static Schema ofRotation(int dimension, double error) {
    return new Schema(
        List.of(floats(COMPONENTS, dimension)), Map.of(ERROR_KEY, Double.toString(error)));
  }

  static String codes(int level) {
    return "codes" + level;
  }

  static String scales(int level) {
    return "scales" + level;
  }

  static String errors(int level) {
    return "errors" + level;
  }

  static String rests(int level) {
    return "rests" + level;
  }

  static Levels levels(Schema schema) {
    String[] ends = required(schema.getCustomMetadata(), LEVELS_KEY).split(",");
    return Levels.endingAt(Arrays.stream(ends).mapToInt(Integer::parseInt).toArray());
  }

  /** Refuses a schema that lacks columns, or has other types there. */
  static void requireColumns(Schema actual, Schema expected) {
    for (Field wanted : expected.getFields()) {
      boolean isThere =
          actual.getFields().stream()
              .anyMatch(field -> field.getName().equals(wanted.getName()) && isLike(field, wanted));
      if (!isThere) {
        throw new IllegalArgumentException("it has no column " + wanted + " but " + actual);
      }
    }
  }

  private static boolean isLike(Field field, Field wanted) {
    boolean isLike =
        field.getType().equals(wanted.getType())
            && field.getChildren().size() == wanted.getChildren().size();
    for (int i = 0; isLike && i < wanted.getChildren().size(); i++) {
      isLike = isLike(field.getChildren().get(i), wanted.getChildren().get(i));
    }
    return isLike;
  }

  static String required(Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new IllegalArgumentException("its metadata " + key + " is missing");
    }
    return value;
  }

  private static Field floats(String name, int size) {
    Field item =
        new Field(
            "item",
            FieldType.notNullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            null);
    return new Field(name, FieldType.notNullable(new ArrowType.FixedSizeList(size)), List.of(item));
  }

  private static Field binary(String name, int bytes) {
    return new Field(name, FieldType.notNullable(new ArrowType.FixedSizeBinary(bytes)), null);
  }

  static String base64(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  static float[] floats(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
