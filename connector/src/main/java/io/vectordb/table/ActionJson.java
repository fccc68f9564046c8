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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.DataFile;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.schema.Json;
import io.vectordb.table.schema.ScalarJson;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.SchemaRules;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Field;

/** Actions as JSON, for a table of one schema, which gives typed values their classes. */
public final class ActionJson {
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
    ObjectNode line = Json.object();
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
    return Json.text(line);
  }

  private static ObjectNode commitInfo(Action.CommitInfo info) {
    ObjectNode json = Json.object();
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
        Json.longOf(json, "version"),
        Json.longOf(json, "timestampMillis"),
        Json.textOf(json, "operation"),
        Json.stringMap(json, "operationParameters"),
        json.has("readVersion")
            ? OptionalLong.of(Json.longOf(json, "readVersion"))
            : OptionalLong.empty(),
        !json.has("changesRows") || Json.booleanOf(json, "changesRows"),
        json.has("counts") ? counts(json.get("counts")) : null,
        Json.textOf(json, "engine"),
        Json.textOf(json, "id"));
  }

  private static CommitCounts counts(JsonNode json) {
    return new CommitCounts(
        Json.longOf(json, "filesAdded"),
        Json.longOf(json, "filesRemoved"),
        Json.longOf(json, "rowsAdded"),
        Json.longOf(json, "rowsRemoved"));
  }

  static ObjectNode protocol(Action.Protocol protocol) {
    return Json.object()
        .put("minReaderVersion", protocol.minReaderVersion())
        .put("minWriterVersion", protocol.minWriterVersion());
  }

  static Action.Protocol protocol(JsonNode json) {
    return new Action.Protocol(
        Math.toIntExact(Json.longOf(json, "minReaderVersion")),
        Math.toIntExact(Json.longOf(json, "minWriterVersion")));
  }

  static ObjectNode metadata(TableMetadata metadata) {
    ObjectNode json = Json.object();
    json.put("id", metadata.id());
    json.set("schema", Json.parse(metadata.schema().toJson()));
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
            Json.textOf(json, "id"),
            TableSchema.fromJson(Json.text(Json.required(json, "schema"))),
            List.copyOf(Json.texts(Json.required(json, "partitionColumns"), "partitionColumns")),
            Collections.unmodifiableMap(Json.stringMap(json, "properties")),
            Json.longOf(json, "createdMillis"));
    SchemaRules.check(metadata);
    return metadata;
  }

  private ObjectNode add(DataFile file) {
    ObjectNode json = Json.object();
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
        Json.textOf(json, "path"),
        Json.read(Json.required(json, "partitionValues"), reader::partitionValues),
        countOf(json, "rows"),
        countOf(json, "bytes"),
        checksumOf(json, "footerChecksum"),
        Json.read(Json.required(json, "columns"), reader::columns),
        Json.read(Json.required(json, "vectors"), reader::vectors),
        json.has("codes") ? Json.read(json.get("codes"), reader::codes) : Map.of(),
        json.has("deletes") ? deletes(json.get("deletes")) : null);
  }

  static ObjectNode deletes(DeletionVector deletes) {
    return Json.object()
        .put("path", deletes.path())
        .put("bytes", deletes.bytes())
        .put("checksum", Integer.toUnsignedLong(deletes.checksum()))
        .put("rows", deletes.rows());
  }

  static DeletionVector deletes(JsonNode json) {
    return new DeletionVector(
        Json.textOf(json, "path"),
        countOf(json, "bytes"),
        checksumOf(json, "checksum"),
        countOf(json, "rows"));
  }

  Action.Codes codes(JsonNode json) {
    return new Action.Codes(
        Json.textOf(json, "path"), Json.read(Json.required(json, "codes"), reader::codes));
  }

  ObjectNode partitionValues(DataFile file) {
    ObjectNode json = Json.object();
    file.partitionValues()
        .forEach((column, value) -> json.set(column, encode(column, kindOf(column), value)));
    return json;
  }

  ObjectNode columns(DataFile file) {
    ObjectNode json = Json.object();
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
    ObjectNode json = Json.object();
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

  private static long countOf(JsonNode json, String field) {
    return FileJsonReader.count(field, Json.longOf(json, field));
  }

  private static int checksumOf(JsonNode json, String field) {
    return FileJsonReader.checksum(field, Json.longOf(json, field));
  }
}
