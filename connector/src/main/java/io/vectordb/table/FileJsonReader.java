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
package io.vectordb.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.StoredFile;
import io.vectordb.table.schema.ColumnStats;
import io.vectordb.table.schema.Json;
import io.vectordb.table.schema.ScalarJson;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.VectorStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the log says about single data files: partition values, statistics and codes. A large
 * table has so many files that this decides how long it takes to open it, so no trees of JSON are
 * built, and what many files have in common is kept once. Not thread-safe.
 */
final class FileJsonReader {
  private final Map<String, ScalarKind> kinds;
  private final Map<List<String>, CompactMap.Keys> keys = new HashMap<>();
  private final Map<Object, Object> shared = new HashMap<>();

  /**
   * @param kinds of the table's scalar columns
   */
  FileJsonReader(Map<String, ScalarKind> kinds) {
    this.kinds = kinds;
  }

  /** Reads one value of an object. */
  private interface ValueReader {
    Object read(String name, JsonParser json) throws IOException;
  }

  Map<String, Object> partitionValues(JsonParser json) throws IOException {
    return object(json, "partitionValues", this::partitionValue);
  }

  private Object partitionValue(String column, JsonParser json) throws IOException {
    // What is no column is computed by a transform, and an integer.
    Object value = ScalarJson.read(kinds.getOrDefault(column, ScalarKind.LONG), json);
    return value instanceof String text ? share(text) : value;
  }

  Map<String, ColumnStats> columns(JsonParser json) throws IOException {
    return object(json, "columns", this::columnStats);
  }

  private ColumnStats columnStats(String column, JsonParser json) throws IOException {
    ScalarKind kind = kinds.get(column);
    Object min = null;
    Object max = null;
    Long nulls = null;
    Long nans = null;
    boolean ascends = false;
    for (String field = first(json, column); field != null; field = next(json)) {
      switch (field) {
        case "min" -> min = bound(kind, json);
        case "max" -> max = bound(kind, json);
        case "nullCount" -> nulls = integer(field, json);
        case "nanCount" -> nans = integer(field, json);
        case "ascends" -> ascends = flag(field, json);
        default -> json.skipChildren();
      }
    }
    if (nans != null && nans != 0 && kind != null && kind != ScalarKind.DOUBLE) {
      throw new IllegalArgumentException("column '" + column + "' cannot have a NaN");
    }
    return new ColumnStats(
        min,
        max != null && max.equals(min) ? min : max,
        count("nullCount", required("nullCount", nulls)),
        count("nanCount", required("nanCount", nans)),
        ascends);
  }

  /** Nothing of a column that has no order, or that the table no longer has. */
  private static Object bound(ScalarKind kind, JsonParser json) throws IOException {
    if (kind == null) {
      json.skipChildren();
      return null;
    }
    return ScalarJson.read(kind, json);
  }

  Map<String, VectorStats> vectors(JsonParser json) throws IOException {
    return object(json, "vectors", FileJsonReader::vectorStats);
  }

  private static VectorStats vectorStats(String column, JsonParser json) throws IOException {
    Double min = null;
    Double max = null;
    Long nulls = null;
    Long nonFinite = null;
    for (String field = first(json, column); field != null; field = next(json)) {
      switch (field) {
        case "minNorm" -> min = ScalarJson.readDouble(json);
        case "maxNorm" -> max = ScalarJson.readDouble(json);
        case "nullCount" -> nulls = integer(field, json);
        case "nonFiniteCount" -> nonFinite = integer(field, json);
        default -> json.skipChildren();
      }
    }
    return new VectorStats(
        required("minNorm", min),
        required("maxNorm", max),
        count("nullCount", required("nullCount", nulls)),
        count("nonFiniteCount", required("nonFiniteCount", nonFinite)));
  }

  Map<String, CodeFile> codes(JsonParser json) throws IOException {
    return object(json, "codes", this::codeFile);
  }

  private CodeFile codeFile(String column, JsonParser json) throws IOException {
    String path = null;
    Long bytes = null;
    Long footerChecksum = null;
    String encoder = null;
    StoredFile rotation = null;
    for (String field = first(json, column); field != null; field = next(json)) {
      switch (field) {
        case "path" -> path = (String) ScalarJson.read(ScalarKind.STRING, json);
        case "bytes" -> bytes = integer(field, json);
        case "footerChecksum" -> footerChecksum = integer(field, json);
        case "encoder" -> encoder = share((String) ScalarJson.read(ScalarKind.STRING, json));
        case "rotation" -> rotation = share(storedFile(json));
        default -> json.skipChildren();
      }
    }
    return new CodeFile(
        storedFile(path, bytes, footerChecksum), required("encoder", encoder), rotation);
  }

  private static StoredFile storedFile(JsonParser json) throws IOException {
    String path = null;
    Long bytes = null;
    Long footerChecksum = null;
    for (String field = first(json, "rotation"); field != null; field = next(json)) {
      switch (field) {
        case "path" -> path = (String) ScalarJson.read(ScalarKind.STRING, json);
        case "bytes" -> bytes = integer(field, json);
        case "footerChecksum" -> footerChecksum = integer(field, json);
        default -> json.skipChildren();
      }
    }
    return storedFile(path, bytes, footerChecksum);
  }

  private static StoredFile storedFile(String path, Long bytes, Long footerChecksum) {
    return new StoredFile(
        required("path", path),
        count("bytes", required("bytes", bytes)),
        checksum("footerChecksum", required("footerChecksum", footerChecksum)));
  }

  private <V> Map<String, V> object(JsonParser json, String what, ValueReader reader)
      throws IOException {
    List<String> names = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (String name = first(json, what); name != null; name = next(json)) {
      names.add(name);
      values.add(reader.read(name, json));
    }
    if (names.isEmpty()) {
      return Map.of();
    }
    CompactMap.Keys known = keys.get(names);
    if (known == null) {
      known = new CompactMap.Keys(names);
      keys.put(names, known);
    }
    return new CompactMap<>(known, values.toArray());
  }

  /** Enters an object: moves to the value of its first field and returns this field's name. */
  private static String first(JsonParser json, String what) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(
          "field '" + what + "' is no object: " + Json.describe(json));
    }
    return next(json);
  }

  /** Moves to the value of the next field of an object; null at its end. */
  private static String next(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = json.currentName();
    json.nextToken();
    return name;
  }

  private static Long integer(String field, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new IllegalArgumentException(
          "field '" + field + "' is no integer: " + Json.describe(json));
    }
    return json.getLongValue();
  }

  /** {@code value} if so many of something there can be. */
  static long count(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("field '" + field + "' is negative: " + value);
    }
    return value;
  }

  /** {@code value} if a checksum can be this. */
  static int checksum(String field, long value) {
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(
          "field '" + field + "' is no number of 32 bits without sign: " + value);
    }
    return (int) value;
  }

  private static boolean flag(String field, JsonParser json) throws IOException {
    if (json.currentToken() == null || !json.currentToken().isBoolean()) {
      throw new IllegalArgumentException(
          "field '" + field + "' is no boolean: " + Json.describe(json));
    }
    return json.getBooleanValue();
  }

  private static <T> T required(String field, T value) {
    if (value == null) {
      throw new IllegalArgumentException("field '" + field + "' is missing");
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private <T> T share(T value) {
    return value == null ? null : (T) shared.computeIfAbsent(value, same -> same);
  }
}
