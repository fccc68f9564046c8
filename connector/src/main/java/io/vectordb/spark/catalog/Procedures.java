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
import io.vectordb.spark.TableDirectory;
import io.vectordb.spark.schema.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.connector.catalog.Identifier;

/** The procedures of a catalog: {@code CALL <catalog>.system.<procedure>(table => ...)}. */
final class Procedures {
  private static final String NAMESPACE = "system";

  private final List<TableProcedure> all;

  /**
   * The procedures.
   *
   * @param catalog the catalog's name
   * @param tables finds the table that an argument names
   */
  Procedures(String catalog, Function<String, TableDirectory> tables) {
    all =
        List.of(
            new CompactProcedure(tables),
            new DetailProcedure(tables),
            new ExpireProcedure(tables),
            new FilesProcedure(tables),
            new HistoryProcedure(tables),
            new NearDuplicatesProcedure(catalog, tables),
            new OptimizeProcedure(tables),
            new VacuumProcedure(tables));
  }

  Identifier[] list(String[] namespace) {
    return isOurs(namespace)
        ? all.stream()
            .map(procedure -> Identifier.of(namespace, procedure.name()))
            .toArray(Identifier[]::new)
        : new Identifier[0];
  }

  TableProcedure load(Identifier identifier) {
    Optional<TableProcedure> found =
        isOurs(identifier.namespace())
            ? all.stream()
                .filter(procedure -> procedure.name().equalsIgnoreCase(identifier.name()))
                .findFirst()
            : Optional.empty();
    return found.orElseThrow(() -> unknown(identifier));
  }

  private VectorDbException unknown(Identifier identifier) {
    List<String> names = all.stream().map(TableProcedure::name).toList();
    return new VectorDbException(
        ErrorCondition.ROUTINE_NOT_FOUND,
        Map.of("routineName", identifier.toString()),
        "There is no procedure "
            + identifier
            + ". Did you mean "
            + NAMESPACE
            + "."
            + NearestName.of(identifier.name(), names)
            + "? The procedures of "
            + NAMESPACE
            + " are "
            + names);
  }

  private static boolean isOurs(String[] namespace) {
    return namespace.length == 1 && namespace[0].equalsIgnoreCase(NAMESPACE);
  }
}
