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

import io.vectordb.errors.VectorDbException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;

/**
 * The namespaces of a warehouse. The warehouse itself is the one without a name.
 *
 * @param catalog the catalog's name
 */
record Namespaces(String catalog, Warehouse warehouse) {
  String[][] list(String[] parent) throws NoSuchNamespaceException {
    String directory = existing(parent);
    List<String[]> found = new ArrayList<>();
    for (String name : warehouse.children(directory)) {
      String[] namespace = Arrays.copyOf(parent, parent.length + 1);
      namespace[parent.length] = name;
      if (exists(namespace)) {
        found.add(namespace);
      }
    }
    return found.toArray(String[][]::new);
  }

  boolean exists(String[] namespace) {
    return namespace.length == 0 || warehouse.kinds(directory(namespace)).namespace();
  }

  /** The user's properties, and where the namespace lies. */
  Map<String, String> properties(String[] namespace) throws NoSuchNamespaceException {
    String directory = directory(namespace);
    Map<String, String> properties = new HashMap<>();
    properties.put(SupportsNamespaces.PROP_LOCATION, warehouse.describe(directory));
    if (namespace.length > 0) {
      properties.putAll(
          warehouse.namespaceFiles(directory).read().orElseThrow(() -> missing(namespace)));
    }
    return properties;
  }

  /** Creates a namespace, and those that it lies in. */
  void create(String[] namespace, Map<String, String> properties)
      throws NamespaceAlreadyExistsException {
    if (namespace.length == 0
        || !warehouse.namespaceFiles(directory(namespace)).create(properties)) {
      throw new NamespaceAlreadyExistsException(namespace);
    }
    for (int length = namespace.length - 1; length > 0; length--) {
      warehouse.namespaceFiles(directory(Arrays.copyOf(namespace, length))).create(Map.of());
    }
  }

  void alter(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
    if (namespace.length == 0) {
      throw new VectorDbException(
          "The catalog's own directory has no properties; alter a namespace in it");
    }
    if (!warehouse
        .namespaceFiles(directory(namespace))
        .update(properties -> changed(properties, changes))) {
      throw missing(namespace);
    }
  }

  private static Map<String, String> changed(
      Map<String, String> before, NamespaceChange... changes) {
    Map<String, String> properties = new HashMap<>(before);
    for (NamespaceChange change : changes) {
      if (change instanceof NamespaceChange.SetProperty set) {
        properties.put(set.property(), set.value());
      } else if (change instanceof NamespaceChange.RemoveProperty remove) {
        properties.remove(remove.property());
      } else {
        throw new VectorDbException("Cannot change a namespace by " + change);
      }
    }
    return properties;
  }

  boolean drop(String[] namespace, boolean cascade)
      throws NoSuchNamespaceException, NonEmptyNamespaceException {
    if (namespace.length == 0) {
      throw new VectorDbException(
          "The catalog's own directory cannot be dropped; drop the namespaces in it");
    }
    String directory = existing(namespace);
    if (!cascade && !isEmpty(directory)) {
      throw new NonEmptyNamespaceException(namespace);
    }
    warehouse.delete(directory);
    return true;
  }

  private boolean isEmpty(String directory) {
    return warehouse.children(directory).stream()
        .map(name -> warehouse.kinds(directory + "/" + name))
        .noneMatch(kinds -> kinds.isTable() || kinds.namespace());
  }

  /** The directory of a namespace that exists. */
  String existing(String[] namespace) throws NoSuchNamespaceException {
    if (!exists(namespace)) {
      throw missing(namespace);
    }
    return directory(namespace);
  }

  private NoSuchNamespaceException missing(String[] namespace) {
    List<String> parts = new ArrayList<>(List.of(catalog));
    parts.addAll(List.of(namespace));
    return new NoSuchNamespaceException(parts.toArray(String[]::new));
  }

  private static String directory(String[] namespace) {
    return Warehouse.directory(List.of(namespace));
  }
}
