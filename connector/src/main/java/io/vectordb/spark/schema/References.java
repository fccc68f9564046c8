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
package io.vectordb.spark.schema;

import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.Transform;

/**
 * References to top-level columns. Spark parses what it is given, so a name with a dot needs
 * quotes.
 */
public final class References {
  private References() {}

  public static NamedReference column(String name) {
    return Expressions.column(quoted(name));
  }

  public static Transform identity(String name) {
    return Expressions.identity(quoted(name));
  }

  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
