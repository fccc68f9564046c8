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
package io.vectordb.spark.plan;

import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;
import scala.collection.immutable.Seq;

/** Changes relations. */
public final class Relations {
  private Relations() {}

  /**
   * A copy of {@code relation}, by position, because later versions of Spark have given it more
   * fields.
   */
  public static DataSourceV2Relation with(
      DataSourceV2Relation relation, Table table, Seq<AttributeReference> output) {
    Object[] fields = fields(relation);
    fields[0] = table;
    fields[1] = output;
    return (DataSourceV2Relation) relation.makeCopy(fields);
  }

  /** A copy of {@code relation} with the columns of {@code table}. */
  static DataSourceV2Relation with(DataSourceV2Relation relation, Table table) {
    return with(
        relation,
        table,
        DataSourceV2Relation.create(table, relation.catalog(), relation.identifier()).output());
  }

  /** A copy of {@code relation} that another catalog has loaded. */
  static DataSourceV2Relation with(DataSourceV2Relation relation, CatalogPlugin catalog) {
    Object[] fields = fields(relation);
    fields[2] = Option.apply(catalog);
    return (DataSourceV2Relation) relation.makeCopy(fields);
  }

  private static Object[] fields(DataSourceV2Relation relation) {
    Object[] fields = new Object[relation.productArity()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = relation.productElement(i);
    }
    return fields;
  }
}
