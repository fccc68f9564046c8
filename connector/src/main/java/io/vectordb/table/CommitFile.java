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
import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbErrors;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.CodeFile;
import io.vectordb.table.file.Crc32c;
import io.vectordb.table.file.DeletionVector;
import io.vectordb.table.file.FileKind;
import io.vectordb.table.schema.Json;
import io.vectordb.table.schema.Scalars;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.store.RelativePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One file of the log: {@code commitInfo}, the other actions, and a last line with the checksum of
 * everything before it, by which truncated and changed files are recognised.
 */
record CommitFile(Action.CommitInfo info, List<Action> actions) {
  /**
   * The bytes of the file.
   *
   * @param schema of the table from this commit on
   */
  byte[] encode(TableSchema schema) {
    ActionJson json = new ActionJson(schema);
    StringBuilder lines = new StringBuilder();
    lines.append(json.encode(info)).append('\n');
    for (Action action : actions) {
      lines.append(json.encode(action)).append('\n');
    }
    return seal(lines.toString());
  }

  /** The schema of the table from this commit on, which had {@code schema} before. */
  TableSchema schemaAfter(TableSchema schema) {
    for (Action action : actions) {
      if (action instanceof Action.MetaData metaData) {
        return metaData.metadata().schema();
      }
    }
    return schema;
  }

  /** The lines followed by the line with their checksum. */
  static byte[] seal(String lines) {
    byte[] body = Scalars.utf8(lines);
    byte[] trailer = trailer(body, body.length);
    byte[] file = Arrays.copyOf(body, body.length + trailer.length);
    System.arraycopy(trailer, 0, file, body.length, trailer.length);
    return file;
  }

  /**
   * Reads a file.
   *
   * @param schema of the table before this commit, null before the first
   * @param name the file's full name, for messages
   */
  static CommitFile decode(byte[] file, long version, TableSchema schema, String name) {
    int bodyLength = checkTrailer(file, name);
    List<String> lines = new String(file, 0, bodyLength, StandardCharsets.UTF_8).lines().toList();
    try {
      Action.CommitInfo info = commitInfo(lines.get(0), version);
      ActionJson json = schema == null ? null : new ActionJson(schema);
      List<Action> actions = new ArrayList<>(lines.size());
      for (int i = 1; i < lines.size(); i++) {
        Action action = decode(lines.get(i), json, name);
        actions.add(action);
        if (action instanceof Action.MetaData metaData) {
          json = new ActionJson(metaData.metadata().schema());
        }
      }
      return new CommitFile(info, actions);
    } catch (VectorDbException e) {
      throw e;
    } catch (RuntimeException e) {
      throw damaged(name, FileKind.reason(e), e);
    }
  }

  /** Reads no more of a file than who made it and when; the checksum is verified. */
  static Action.CommitInfo decodeInfo(byte[] file, long version, String name) {
    checkTrailer(file, name);
    int end = 0;
    while (file[end] != '\n') {
      end++;
    }
    try {
      return commitInfo(new String(file, 0, end, StandardCharsets.UTF_8), version);
    } catch (RuntimeException e) {
      throw damaged(name, FileKind.reason(e), e);
    }
  }

  private static Action.CommitInfo commitInfo(String line, long version) {
    Action.CommitInfo info = ActionJson.commitInfo(Json.required(Json.parse(line), "commitInfo"));
    if (info.version() != version) {
      throw new IllegalArgumentException("it is a copy of version " + info.version());
    }
    return info;
  }

  private static Action decode(String line, ActionJson json, String name) {
    JsonNode object = Json.parse(line);
    if (!object.isObject() || object.size() != 1) {
      throw new IllegalArgumentException("a line has " + object.size() + " actions instead of 1");
    }
    Map.Entry<String, JsonNode> entry = object.properties().iterator().next();
    JsonNode value = entry.getValue();
    return switch (entry.getKey()) {
      case "protocol" -> readable(ActionJson.protocol(value), name);
      case "metaData" -> new Action.MetaData(ActionJson.metadata(value));
      case "add" -> new Action.Add(required(json).add(value).requireInside(name));
      case "remove" ->
          new Action.Remove(
              RelativePath.check(Json.textOf(value, "path"), name),
              Json.longOf(value, "deletedMillis"));
      case "codes" -> checked(required(json).codes(value), name);
      case "deletes" -> deletes(value, name);
      case "txn" -> new Action.Txn(Json.textOf(value, "appId"), Json.longOf(value, "version"));
      default ->
          throw new VectorDbException(
              ErrorCondition.VECTORDB_TABLE_TOO_NEW,
              "Log file "
                  + name
                  + " has the action '"
                  + entry.getKey()
                  + "', which this version of vectordb does not know; the table was written by a"
                  + " newer version: use that one to read it");
    };
  }

  /** {@code protocol} if this code reads it. */
  static Action.Protocol readable(Action.Protocol protocol, String name) {
    if (protocol.minReaderVersion() > Action.Protocol.CURRENT.minReaderVersion()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_TOO_NEW,
          name
              + " says that reading this table takes protocol version "
              + protocol.minReaderVersion()
              + ", but this version of vectordb reads up to "
              + Action.Protocol.CURRENT.minReaderVersion()
              + "; use a newer version of vectordb");
    }
    return protocol;
  }

  private static ActionJson required(ActionJson json) {
    if (json == null) {
      throw new IllegalArgumentException("a file is added before any metaData");
    }
    return json;
  }

  private static Action.Codes checked(Action.Codes codes, String name) {
    RelativePath.check(codes.path(), name);
    CodeFile.requireInside(codes.codes(), name);
    return codes;
  }

  private static Action.Deletes deletes(JsonNode json, String name) {
    DeletionVector deletes = ActionJson.deletes(Json.required(json, "deletes"));
    RelativePath.check(deletes.path(), name);
    return new Action.Deletes(RelativePath.check(Json.textOf(json, "path"), name), deletes);
  }

  /** The length of the file without its last line. */
  private static int checkTrailer(byte[] file, String name) {
    int length = trailer(file, 0).length;
    int body = file.length - length;
    if (body <= 0 || file[body - 1] != '\n') {
      throw damaged(name, "it does not end with a checksum, so it was truncated", null);
    }
    byte[] expected = trailer(file, body);
    if (!Arrays.equals(file, body, file.length, expected, 0, length)) {
      throw damaged(
          name,
          "its content has "
              + new String(expected, StandardCharsets.UTF_8).trim()
              + " but its last line is "
              + new String(file, body, length, StandardCharsets.UTF_8).trim(),
          null);
    }
    return body;
  }

  private static byte[] trailer(byte[] body, int length) {
    String hex = Crc32c.hex(Crc32c.of(body, length));
    return Scalars.utf8("{\"checksum\":{\"crc32c\":\"" + hex + "\"}}\n");
  }

  private static VectorDbException damaged(String name, String what, Exception cause) {
    return VectorDbErrors.damagedFile(
        "Log file " + name, what + "; restore this file from a backup or a replica", cause);
  }
}
