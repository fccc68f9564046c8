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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.FormatName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.connector.catalog.Identifier;

/**
 * The table that a procedure writes its result to.
 *
 * @param argument the name that the user gave
 * @param name the full name, as Spark reads it
 */
record ResultTable(String argument, String name) {
  /**
   * The table that the text of an argument names: by its name in the catalog, in Spark's own with
   * the name of that in front, or by its path.
   */
  static ResultTable of(String argument, String catalog) {
    List<String> parts = Tables.parts(argument);
    boolean isInSparks =
        parts.size() > 1 && parts.get(0).equalsIgnoreCase(SessionTables.SPARK_CATALOG);
    if (isInSparks) {
      return new ResultTable(argument, argument);
    }
    Identifier identifier = Tables.parse(argument, catalog);
    String name = QuotingUtils.quoteIfNeeded(catalog) + "." + QuotingUtils.quoted(identifier);
    return new ResultTable(argument, name);
  }

  /**
   * Refuses a table that is there and has not been written by the same procedure, because it would
   * be lost.
   *
   * @param columns that every result has
   */
  void requireReplaceable(Collection<String> columns) {
    SparkSession session = SparkSession.active();
    if (!session.catalog().tableExists(name)) {
      return;
    }
    List<String> found = Arrays.asList(session.table(name).columns());
    if (!found.containsAll(columns)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_ARGUMENT_INVALID,
          "Table "
              + argument
              + " exists, and it is no result of this procedure, which would replace it: its columns"
              + " are "
              + found
              + "; drop it, or give another name");
    }
  }

  /** Writes the result in the place of an earlier one. */
  void replace(Dataset<Row> result) {
    result.writeTo(name).using(FormatName.SHORT).createOrReplace();
  }
}
