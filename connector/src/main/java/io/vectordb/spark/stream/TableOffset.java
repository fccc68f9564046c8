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
package io.vectordb.spark.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** How far a stream has read a table: everything before this file. */
final class TableOffset extends Offset {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIELDS = 4;

  private final String tableId;
  private final long version;
  private final int index;
  private final boolean initial;

  /**
   * @param index the number of the next file, counted from 0
   * @param initial whether files are counted among all files of the version, because the stream
   *     begins with what it finds, or among those that the version has added
   */
  TableOffset(String tableId, long version, int index, boolean initial) {
    this.tableId = tableId;
    this.version = version;
    this.index = index;
    this.initial = initial;
  }

  /** The beginning of what {@code version} has added. */
  static TableOffset before(String tableId, long version) {
    return new TableOffset(tableId, version, 0, false);
  }

  /** The position that {@link #json} has written. A field more may change what the others mean. */
  static TableOffset fromJson(String json) {
    JsonNode node = parse(json);
    JsonNode tableId = node.path("tableId");
    JsonNode version = node.path("version");
    JsonNode index = node.path("index");
    JsonNode initial = node.path("initial");
    if (node.size() != FIELDS
        || !tableId.isTextual()
        || !isCount(version, Long.MAX_VALUE)
        || !isCount(index, Integer.MAX_VALUE)
        || !initial.isBoolean()) {
      throw unknown(json, null);
    }
    return new TableOffset(
        tableId.textValue(), version.longValue(), index.intValue(), initial.booleanValue());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw unknown(json, e);
    }
  }

  private static boolean isCount(JsonNode node, long max) {
    return node.isIntegralNumber()
        && node.canConvertToLong()
        && node.longValue() >= 0
        && node.longValue() <= max;
  }

  private static VectorDbException unknown(String json, Exception cause) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_STREAM_INCONSISTENT,
        "'"
            + json
            + "' is no position in a vectordb table: the checkpoint is damaged, belongs to another"
            + " query or was written by a newer version of vectordb; start with a new checkpoint"
            + " location",
        cause);
  }

  /** Spark hands over offsets as it has read them from the checkpoint, too. */
  static TableOffset of(Offset offset) {
    return offset instanceof TableOffset known ? known : fromJson(offset.json());
  }

  /** The position behind this file, of {@code files} that are counted. */
  TableOffset next(int files) {
    return index + 1 < files
        ? new TableOffset(tableId, version, index + 1, initial)
        : before(tableId, version + 1);
  }

  String tableId() {
    return tableId;
  }

  long version() {
    return version;
  }

  int index() {
    return index;
  }

  boolean initial() {
    return initial;
  }

  @Override
  public String json() {
    return JSON.createObjectNode()
        .put("tableId", tableId)
        .put("version", version)
        .put("index", index)
        .put("initial", initial)
        .toString();
  }
}
