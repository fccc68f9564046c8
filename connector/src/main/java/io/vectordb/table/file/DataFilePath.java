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

import com.google.common.escape.Escaper;
import com.google.common.net.PercentEscaper;
import io.vectordb.table.schema.Scalars;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * Names data files: {@code data/<column>=<value>/.../<uuid>.arrow}. The names of directories are
 * for people and mean nothing, so they are short and of ASCII only: what else a JVM can name
 * depends on its locale.
 */
public final class DataFilePath {
  /** The name that Hive and Spark give to the partition of NULL. */
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  /** File systems limit names to about 255 bytes. */
  private static final int MAX_LENGTH = 40;

  private static final Escaper ESCAPER = new PercentEscaper("-_.", false);

  private DataFilePath() {}

  /** A new name for a file whose rows have these partition values (types of {@link Scalars}). */
  public static String next(Map<String, Object> partition) {
    StringBuilder path = new StringBuilder("data/");
    partition.forEach(
        (column, value) -> {
          String text = value == null || value.equals("") ? NULL : value.toString();
          path.append(part(column)).append('=').append(part(text)).append('/');
        });
    return path.append(UUID.randomUUID()).append(".arrow").toString();
  }

  private static String part(String text) {
    // By its bytes, because half a surrogate pair cannot be escaped.
    String utf8 = new String(Scalars.utf8(text), StandardCharsets.UTF_8);
    String escaped = ESCAPER.escape(utf8);
    return escaped.substring(0, Math.min(escaped.length(), MAX_LENGTH));
  }
}
