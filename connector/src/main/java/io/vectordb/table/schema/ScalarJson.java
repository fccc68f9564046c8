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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;

/**
 * The JSON form of values of {@link Scalars}. The column's type, not the JSON, decides the class.
 */
public final class ScalarJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ScalarJson() {}

  /** The JSON form of {@code value}, which may be null. */
  public static JsonNode encode(ScalarKind kind, Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    return switch (kind) {
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case LONG -> NODES.numberNode((Long) value);
      case DOUBLE -> encode((Double) value);
      // Text, because JSON readers turn numbers into doubles.
      case DECIMAL -> NODES.textNode(((BigDecimal) value).toString());
      case STRING -> NODES.textNode((String) value);
      case BINARY -> NODES.textNode(Base64.getEncoder().encodeToString((byte[]) value));
    };
  }

  /** The JSON form of a double; JSON has no numbers for NaN and infinities. */
  public static JsonNode encode(double value) {
    return Double.isFinite(value) ? NODES.numberNode(value) : NODES.textNode("" + value);
  }

  /**
   * The value that {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if {@code json} is no value of this kind
   */
  static Object decode(ScalarKind kind, JsonNode json) {
    return Json.read(json, parser -> read(kind, parser));
  }

  /** The value at which {@code json} has arrived. */
  public static Object read(ScalarKind kind, JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token == null) {
      throw new IllegalArgumentException("a value is missing");
    }
    return switch (kind) {
      case BOOLEAN -> require(token.isBoolean(), kind, json).getBooleanValue();
      case LONG -> require(token == JsonToken.VALUE_NUMBER_INT, kind, json).getLongValue();
      case DOUBLE -> readDouble(json);
      case DECIMAL -> new BigDecimal(text(kind, json));
      case STRING -> text(kind, json);
      case BINARY -> Base64.getDecoder().decode(text(kind, json));
    };
  }

  /** The double that {@link #encode(double)} wrote. */
  public static double readDouble(JsonParser json) throws IOException {
    if (json.currentToken().isNumeric()) {
      return json.getDoubleValue();
    }
    return switch (text(ScalarKind.DOUBLE, json)) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException(Json.describe(json) + " is no double");
    };
  }

  private static String text(ScalarKind kind, JsonParser json) throws IOException {
    return require(json.currentToken() == JsonToken.VALUE_STRING, kind, json).getText();
  }

  private static JsonParser require(boolean fits, ScalarKind kind, JsonParser json)
      throws IOException {
    if (!fits) {
      throw new IllegalArgumentException(Json.describe(json) + " is no " + kind);
    }
    return json;
  }
}
