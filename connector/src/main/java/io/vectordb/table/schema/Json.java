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
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as the log has it. What is no JSON, or not of the kind that is asked for, is an {@link
 * IllegalArgumentException} that names the field.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** An empty array. */
  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Reads what a parser has arrived at. */
  public interface Part<T> {
    T read(JsonParser json) throws IOException;
  }

  /** Reads a text. */
  public static <T> T read(byte[] text, Part<T> part) {
    try (JsonParser json = MAPPER.createParser(text)) {
      return read(json, part);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Reads a part of a tree. */
  public static <T> T read(JsonNode tree, Part<T> part) {
    return read(tree.traverse(), part);
  }

  private static <T> T read(JsonParser json, Part<T> part) {
    try {
      json.nextToken();
      T value = part.read(json);
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("something follows: " + describe(json));
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A value as messages show it. */
  public static String describe(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING
        ? '"' + json.getText() + '"'
        : json.getText();
  }

  public static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  public static String text(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  public static JsonNode required(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null) {
      throw new IllegalArgumentException("field '" + field + "' is missing");
    }
    return value;
  }

  public static String textOf(JsonNode json, String field) {
    return textIn(required(json, field), field);
  }

  public static long longOf(JsonNode json, String field) {
    JsonNode value = required(json, field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("field '" + field + "' is no integer: " + value);
    }
    return value.longValue();
  }

  public static boolean booleanOf(JsonNode json, String field) {
    JsonNode value = required(json, field);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException("field '" + field + "' is no boolean: " + value);
    }
    return value.booleanValue();
  }

  /** The texts of an array, which the field {@code field} is. */
  public static List<String> texts(JsonNode array, String field) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("field '" + field + "' is no array: " + array);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      texts.add(textIn(text, field));
    }
    return texts;
  }

  public static Map<String, String> stringMap(JsonNode json, String field) {
    JsonNode object = required(json, field);
    if (!object.isObject()) {
      throw new IllegalArgumentException("field '" + field + "' is no object: " + object);
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      map.put(entry.getKey(), textIn(entry.getValue(), field));
    }
    return map;
  }

  private static String textIn(JsonNode value, String field) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("field '" + field + "' has what is no text: " + value);
    }
    return value.textValue();
  }
}
