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

import io.vectordb.spark.functions.VectorFunctions;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The vector functions as a catalog, for platforms that allow no session extensions: with {@code
 * spark.sql.catalog.vec=io.vectordb.spark.catalog.VectorCatalog}, {@code vec.dot_product(v, q)} is
 * the function, and Spark pushes it down by itself.
 */
public final class VectorCatalog implements FunctionCatalog {
  private String name;

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    name = catalogName;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) {
    return namespace.length > 0
        ? new Identifier[0]
        : VectorFunctions.all().stream()
            .map(function -> Identifier.of(namespace, function.name()))
            .toArray(Identifier[]::new);
  }

  @Override
  public UnboundFunction loadFunction(Identifier identifier) throws NoSuchFunctionException {
    if (identifier.namespace().length > 0) {
      throw new NoSuchFunctionException(identifier);
    }
    return VectorFunctions.named(identifier.name())
        .orElseThrow(() -> new NoSuchFunctionException(identifier));
  }
}
