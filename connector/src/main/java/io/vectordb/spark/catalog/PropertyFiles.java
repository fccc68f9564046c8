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
package io.vectordb.spark.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.store.FileEntry;
import io.vectordb.table.store.TableStore;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Properties in a directory of numbered files, of which the last counts. A file is created whole,
 * by one writer only, and never changed, as on every store a table's commits are.
 */
record PropertyFiles(TableStore store, String directory) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** 18 digits fit; a larger number is none that anybody reaches. */
  private static final Pattern NAME = Pattern.compile("(00\\d{18})\\.json");

  /** The properties; nothing if there are none. */
  Optional<Map<String, String>> read() {
    OptionalLong newest = newest();
    return newest.isEmpty()
        ? Optional.empty()
        : store.readIfExists(name(newest.getAsLong())).map(this::decode);
  }

  /** Writes the first properties; false if there are some. */
  boolean create(Map<String, String> properties) {
    return newest().isEmpty() && store.putIfAbsent(name(0), encode(properties));
  }

  /** Changes the properties, after everybody else who does; false if there are none. */
  boolean update(UnaryOperator<Map<String, String>> change) {
    while (true) {
      OptionalLong newest = newest();
      Optional<Map<String, String>> before =
          newest.isEmpty()
              ? Optional.empty()
              : store.readIfExists(name(newest.getAsLong())).map(this::decode);
      if (before.isEmpty()) {
        return false;
      }
      byte[] after = encode(change.apply(before.get()));
      if (store.putIfAbsent(name(newest.getAsLong() + 1), after)) {
        return true;
      }
    }
  }

  private OptionalLong newest() {
    long newest = -1;
    for (FileEntry entry : store.list(directory)) {
      Matcher matcher = NAME.matcher(entry.name());
      if (matcher.matches()) {
        newest = Math.max(newest, Long.parseLong(matcher.group(1)));
      }
    }
    return newest < 0 ? OptionalLong.empty() : OptionalLong.of(newest);
  }

  private String name(long number) {
    return String.format(Locale.ROOT, "%s/%020d.json", directory, number);
  }

  private static byte[] encode(Map<String, String> properties) {
    try {
      return MAPPER.writeValueAsBytes(new TreeMap<>(properties));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Map<String, String> decode(byte[] json) {
    try {
      JsonNode object = MAPPER.readTree(json);
      if (!object.isObject()) {
        throw damaged("it is no JSON object", null);
      }
      Map<String, String> properties = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (!entry.getValue().isTextual()) {
          throw damaged("'" + entry.getKey() + "' is no text: " + entry.getValue(), null);
        }
        properties.put(entry.getKey(), entry.getValue().textValue());
      }
      return properties;
    } catch (IOException e) {
      throw damaged(e.getMessage(), e);
    }
  }

  /** What to tell if the last file holds something else than it should. */
  VectorDbException damaged(String problem, Exception cause) {
    return VectorDbErrors.damagedFile(
        "The last file in " + store.describe(directory),
        problem + "; restore it from a backup, or delete it",
        cause);
  }
}
