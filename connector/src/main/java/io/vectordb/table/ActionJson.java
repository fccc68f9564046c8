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

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.schema.ScalarJson;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.SchemaRules;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Field;

/** Actions as JSON, for a table of one schema, which gives typed values their classes. */
public final class ActionJson {
  public static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, ScalarKind> kinds = new HashMap<>();
  private final FileJsonReader reader = new FileJsonReader(kinds);

  public ActionJson(TableSchema schema) {
    for (Field field : schema.fields()) {
      ScalarKind.of(field).ifPresent(kind -> kinds.put(TableSchema.fileName(field), kind));
    }
  }

  /** Reads what checkpoints say about files; every call gives a new reader. */
  FileJsonReader reader() {
    return new FileJsonReader(kinds);
  }

  /** The line of a commit for {@code action}: an object with the action's name as only field. */
  public String encode(Action action) {
    ObjectNode line = MAPPER.createObjectNode();
    if (action instanceof Action.CommitInfo info) {
      line.set("commitInfo", commitInfo(info));
    } else if (action instanceof Action.Protocol protocol) {
      line.set("protocol", protocol(protocol));
    } else if (action instanceof Action.MetaData metaData) {
      line.set("metaData", metadata(metaData.metadata()));
    } else if (action instanceof Action.Add add) {
      line.set("add", add(add.file()));
    } else if (action instanceof Action.Remove remove) {
      line.putObject("remove")
          .put("path", remove.path())
          .put("deletedMillis", remove.deletedMillis());
    } else if (action instanceof Action.Codes codes) {
      line.putObject("codes")
          .put("path", codes.path())
          .set("codes", CodeFileJson.encode(codes.codes()));
    } else if (action instanceof Action.Deletes deletes) {
      line.putObject("deletes")
          .put("path", deletes.path())
          .set("deletes", deletes(deletes.deletes()));
    } else if (action instanceof Action.Txn txn) {
      line.putObject("txn").put("appId", txn.appId()).put("version", txn.version());
    }
    return text(line);
  }

  private static ObjectNode commitInfo(Action.CommitInfo info) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", info.version());
    json.put("timestampMillis", info.timestampMillis());
    json.put("operation", info.operation());
    ObjectNode parameters = json.putObject("operationParameters");
    info.operationParameters().forEach(parameters::put);
    info.readVersion().ifPresent(version -> json.put("readVersion", version));
    if (!info.changesRows()) {
      json.put("changesRows", false);
    }
    if (info.counts() != null) {
      json.putObject("counts")
          .put("filesAdded", info.counts().filesAdded())
          .put("filesRemoved", info.counts().filesRemoved())
          .put("rowsAdded", info.counts().rowsAdded())
          .put("rowsRemoved", info.counts().rowsRemoved());
    }
    json.put("engine", info.engine());
    json.put("id", info.id());
    return json;
  }

  static Action.CommitInfo commitInfo(JsonNode json) {
    return new Action.CommitInfo(
        longOf(json, "version"),
        longOf(json, "timestampMillis"),
        textOf(json, "operation"),
        stringMap(json, "operationParameters"),
        json.has("readVersion")
            ? OptionalLong.of(longOf(json, "readVersion"))
            : OptionalLong.empty(),
        !json.has("changesRows") || booleanOf(json, "changesRows"),
        json.has("counts") ? counts(json.get("counts")) : null,
        textOf(json, "engine"),
        textOf(json, "id"));
  }

  private static CommitCounts counts(JsonNode json) {
    return new CommitCounts(
        longOf(json, "filesAdded"),
        longOf(json, "filesRemoved"),
        longOf(json, "rowsAdded"),
        longOf(json, "rowsRemoved"));
  }

  static ObjectNode protocol(Action.Protocol protocol) {
    return MAPPER
        .createObjectNode()
        .put("minReaderVersion", protocol.minReaderVersion())
        .put("minWriterVersion", protocol.minWriterVersion());
  }

  static Action.Protocol protocol(JsonNode json) {
    return new Action.Protocol(
        Math.toIntExact(longOf(json, "minReaderVersion")),
        Math.toIntExact(longOf(json, "minWriterVersion")));
  }

  static ObjectNode metadata(TableMetadata metadata) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("id", metadata.id());
    json.set("schema", parse(metadata.schema().toJson()));
    ArrayNode partitionColumns = json.putArray("partitionColumns");
    metadata.partitionColumns().forEach(partitionColumns::add);
    ObjectNode properties = json.putObject("properties");
    metadata.properties().forEach(properties::put);
    json.put("createdMillis", metadata.createdMillis());
    return json;
  }

  static TableMetadata metadata(JsonNode json) {
    TableMetadata metadata =
        new TableMetadata(
            textOf(json, "id"),
            TableSchema.fromJson(text(required(json, "schema"))),
            List.copyOf(texts(required(json, "partitionColumns"), "partitionColumns")),
            Collections.unmodifiableMap(stringMap(json, "properties")),
            longOf(json, "createdMillis"));
    SchemaRules.check(metadata);
    return metadata;
  }

  private ObjectNode add(DataFile file) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("path", file.path());
    json.set("partitionValues", partitionValues(file));
    json.put("rows", file.rows());
    json.put("bytes", file.bytes());
    json.put("footerChecksum", Integer.toUnsignedLong(file.footerChecksum()));
    json.set("columns", columns(file));
    json.set("vectors", vectors(file));
    if (!file.codes().isEmpty()) {
      json.set("codes", CodeFileJson.encode(file.codes()));
    }
    if (file.deletes() != null) {
      json.set("deletes", deletes(file.deletes()));
    }
    return json;
  }

  DataFile add(JsonNode json) {
    return new DataFile(
        textOf(json, "path"),
        FileJsonReader.read(required(json, "partitionValues"), reader::partitionValues),
        countOf(json, "rows"),
        countOf(json, "bytes"),
        checksumOf(json, "footerChecksum"),
        FileJsonReader.read(required(json, "columns"), reader::columns),
        FileJsonReader.read(required(json, "vectors"), reader::vectors),
        json.has("codes") ? FileJsonReader.read(json.get("codes"), reader::codes) : Map.of(),
        json.has("deletes") ? deletes(json.get("deletes")) : null);
  }

  static ObjectNode deletes(DeletionVector deletes) {
    return MAPPER
        .createObjectNode()
        .put("path", deletes.path())
        .put("bytes", deletes.bytes())
        .put("checksum", Integer.toUnsignedLong(deletes.checksum()))
        .put("rows", deletes.rows());
  }

  static DeletionVector deletes(JsonNode json) {
    return new DeletionVector(
        textOf(json, "path"),
        countOf(json, "bytes"),
        checksumOf(json, "checksum"),
        countOf(json, "rows"));
  }

  Action.Codes codes(JsonNode json) {
    return new Action.Codes(
        textOf(json, "path"), FileJsonReader.read(required(json, "codes"), reader::codes));
  }

  ObjectNode partitionValues(DataFile file) {
    ObjectNode json = MAPPER.createObjectNode();
    file.partitionValues()
        .forEach((column, value) -> json.set(column, encode(column, kindOf(column), value)));
    return json;
  }

  ObjectNode columns(DataFile file) {
    ObjectNode json = MAPPER.createObjectNode();
    file.columns()
        .forEach(
            (column, stats) -> {
              ObjectNode columnJson = json.putObject(column);
              // A column without order, or one that the table no longer has, has counts only.
              ScalarKind kind = kinds.get(column);
              if (kind != null && stats.min() != null) {
                columnJson.set("min", encode(column, kind, stats.min()));
              }
              if (kind != null && stats.max() != null) {
                columnJson.set("max", encode(column, kind, stats.max()));
              }
              columnJson.put("nullCount", stats.nullCount()).put("nanCount", stats.nanCount());
              if (stats.ascends()) {
                columnJson.put("ascends", true);
              }
            });
    return json;
  }

  static ObjectNode vectors(DataFile file) {
    ObjectNode json = MAPPER.createObjectNode();
    file.vectors()
        .forEach(
            (column, stats) -> {
              ObjectNode columnJson = json.putObject(column);
              columnJson.set("minNorm", ScalarJson.encode(stats.minNorm()));
              columnJson.set("maxNorm", ScalarJson.encode(stats.maxNorm()));
              columnJson.put("nullCount", stats.nullCount());
              columnJson.put("nonFiniteCount", stats.nonFiniteCount());
            });
    return json;
  }

  private static JsonNode encode(String column, ScalarKind kind, Object value) {
    try {
      return ScalarJson.encode(kind, value);
    } catch (ClassCastException e) {
      throw new VectorDbException(
          "A value of column '"
              + column
              + "' is a "
              + value.getClass().getName()
              + " but the column's type asks for "
              + kind,
          e);
    }
  }

  /** A partition value that is no column's is computed by a transform, and an integer. */
  private ScalarKind kindOf(String column) {
    return kinds.getOrDefault(column, ScalarKind.LONG);
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

  static JsonNode required(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null) {
      throw new IllegalArgumentException("field '" + field + "' is missing");
    }
    return value;
  }

  static String textOf(JsonNode json, String field) {
    return textIn(required(json, field), field);
  }

  static long longOf(JsonNode json, String field) {
    JsonNode value = required(json, field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("field '" + field + "' is no integer: " + value);
    }
    return value.longValue();
  }

  private static long countOf(JsonNode json, String field) {
    return FileJsonReader.count(field, longOf(json, field));
  }

  private static int checksumOf(JsonNode json, String field) {
    return FileJsonReader.checksum(field, longOf(json, field));
  }

  private static boolean booleanOf(JsonNode json, String field) {
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

  private static Map<String, String> stringMap(JsonNode json, String field) {
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
