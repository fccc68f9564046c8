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
package io.vectordb.spark;

import io.vectordb.spark.schema.MergedColumns;
import io.vectordb.spark.write.TargetTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsSchemaEvolution;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableChange.AddColumn;
import org.apache.spark.sql.connector.catalog.TableChange.ColumnChange;

/**
 * The target of a statement WITH SCHEMA EVOLUTION. Only Spark 4.2 and newer can load this class.
 */
final class EvolvableVectorTable extends VectorTable implements SupportsSchemaEvolution {
  EvolvableVectorTable(TargetTable target) {
    super(target);
  }

  @Override
  public Set<TableCapability> capabilities() {
    Set<TableCapability> capabilities = EnumSet.copyOf(super.capabilities());
    capabilities.add(TableCapability.AUTOMATIC_SCHEMA_EVOLUTION);
    return capabilities;
  }

  @Override
  public boolean isEvolvable() {
    return true;
  }

  @Override
  public EvolvableVectorTable changed(List<TableChange> changes) {
    return new EvolvableVectorTable(super.changed(changes).target());
  }

  /**
   * Types change to wider ones only; Spark casts values of other types to the column's. A column
   * that cannot be added is an error that says why.
   */
  @Override
  public boolean supportsColumnChange(ColumnChange change) {
    return change instanceof AddColumn || MergedColumns.isPossible(tableVersion(), change);
  }
}
