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
package io.vectordb.spark.write;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/** Names data files: {@code data/<column>=<value>/.../<uuid>.arrow}. */
final class DataFilePath {
  /** The name that Hive and Spark give to the partition of NULL. */
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private static final int MAX_LENGTH = 40;

  private DataFilePath() {}

  static String next(List<PartitionValue> columns, Map<String, Object> values) {
    StringBuilder path = new StringBuilder("data/");
    for (PartitionValue column : columns) {
      Object value = values.get(column.name());
      String text = value == null || value.equals("") ? NULL : value.toString();
      path.append(part(column.name())).append('=').append(part(text)).append('/');
    }
    return path.append(UUID.randomUUID()).append(".arrow").toString();
  }

  /** The names of directories are for people; file systems limit their length. */
  private static String part(String text) {
    return ExternalCatalogUtils.escapePathName(
        text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH));
  }
}
