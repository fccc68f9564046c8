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

import java.util.Optional;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.connector.write.RowLevelOperation;
import org.apache.spark.sql.types.StructType;

/**
 * A mix-in interface for {@link Table} and {@link RowLevelOperation}. Implementations want to know
 * by which keys rows of the table are looked for to decide what is written to it.
 */
public interface SupportsSourceKeys {
  /** What has to be called with the keys of every row of the source, if anything. */
  Optional<ScalarFunction<Boolean>> sourceKeys();

  /**
   * The same, of which only those rows matter that have in all of these columns the values of some
   * row of the source.
   *
   * @param columns of the table, with the types in which keys are compared
   */
  SupportsSourceKeys recordingKeys(StructType columns);
}
