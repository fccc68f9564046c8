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
import io.vectordb.spark.TableDirectory;
import io.vectordb.spark.VectorTable;
import io.vectordb.spark.catalog.Warehouse.Kinds;
import io.vectordb.spark.schema.CatalogEntry;
import io.vectordb.spark.schema.TableDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The tables of a catalog: in its warehouse, or elsewhere and linked from it.
 *
 * @param catalog the catalog's name
 */
record Tables(String catalog, Warehouse warehouse, Namespaces namespaces) {
  private static final Pattern PATH =
      Pattern.compile("/.*|[A-Za-z][A-Za-z0-9+.-]+:/.*", Pattern.DOTALL);

  /** Whether a name is the path of a table's directory: absolute, or with a scheme. */
  static boolean isPath(Identifier identifier) {
    return identifier.namespace().length == 0 && PATH.matcher(identifier.name()).matches();
  }

  /** The identifier that a text is: a path, or a name with or without the catalog's in front. */
  static Identifier parse(String text, String catalog) {
    Identifier path = Identifier.of(new String[0], text);
    if (isPath(path)) {
      return path;
    }
    return identifier(parts(text), catalog);
  }

  /** The names that a text consists of; one for a path. */
  static List<String> parts(String text) {
    return isPath(Identifier.of(new String[0], text))
        ? List.of(text)
        : CollectionConverters.asJava(CatalystSqlParser$.MODULE$.parseMultipartIdentifier(text));
  }

  /** The identifier that names are, of which the first may be the catalog's. */
  private static Identifier identifier(List<String> parts, String catalog) {
    int first = parts.size() > 1 && parts.get(0).equals(catalog) ? 1 : 0;
    String[] namespace = parts.subList(first, parts.size() - 1).toArray(String[]::new);
    return Identifier.of(namespace, parts.get(parts.size() - 1));
  }

  /** The tables in a namespace. */
  Identifier[] list(String[] namespace) throws NoSuchNamespaceException {
    String directory = namespaces.existing(namespace);
    List<Identifier> found = new ArrayList<>();
    for (String name : warehouse.children(directory)) {
      Identifier identifier = Identifier.of(namespace, name);
      if (warehouse.kinds(directory(identifier)).isTable()) {
        found.add(identifier);
      }
    }
    return found.toArray(Identifier[]::new);
  }

  /** The directory of a table that exists. */
  TableDirectory existing(Identifier identifier) throws NoSuchTableException {
    return find(identifier).orElseThrow(() -> new NoSuchTableException(identifier));
  }

  /** The directory of a table, if it exists. */
  Optional<TableDirectory> find(Identifier identifier) {
    if (isPath(identifier)) {
      return Optional.of(path(identifier)).filter(TableDirectory::exists);
    }
    String directory = directory(identifier);
    Kinds kinds = warehouse.kinds(directory);
    if (kinds.link()) {
      return link(directory).map(link -> at(identifier, link)).filter(TableDirectory::exists);
    }
    return kinds.table()
        ? Optional.of(at(identifier, warehouse.describe(directory), false))
            .filter(TableDirectory::exists)
        : Optional.empty();
  }

  VectorTable create(Identifier identifier, TableDefinition definition)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    TablePlace place = place(identifier, definition.properties());
    TableDirectory directory = place.directory();
    if (directory.exists()) {
      VectorTable table = taken(identifier, place, definition);
      place.adopt();
      return table;
    }
    VectorTable table = made(identifier, directory, () -> directory.create(definition));
    place.register();
    return table;
  }

  StagedTable stageCreate(Identifier identifier, TableDefinition definition)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    TablePlace place = place(identifier, definition.properties());
    if (place.directory().exists()) {
      throw new TableAlreadyExistsException(identifier);
    }
    TableDirectory directory = place.directory();
    return made(identifier, directory, () -> directory.stageCreate(definition, place::register));
  }

  /** What {@code creation} makes, unless somebody else has made the table meanwhile. */
  private static <T> T made(Identifier identifier, TableDirectory directory, Supplier<T> creation)
      throws TableAlreadyExistsException {
    try {
      return creation.get();
    } catch (VectorDbException e) {
      if (directory.exists()) {
        throw new TableAlreadyExistsException(identifier);
      }
      throw e;
    }
  }

  /** A table that is there already, at a location that the statement names. */
  private static VectorTable taken(
      Identifier identifier, TablePlace place, TableDefinition definition)
      throws TableAlreadyExistsException {
    if (!place.isLinked()) {
      throw new TableAlreadyExistsException(identifier);
    }
    return place.directory().loadAs(definition);
  }

  /** Where a new table will lie. */
  private TablePlace place(Identifier identifier, Map<String, String> properties)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    String location = properties.get(TableCatalog.PROP_LOCATION);
    if (isPath(identifier)) {
      if (location != null) {
        throw new VectorDbException(
            "The table "
                + identifier.name()
                + " is named by its path, so it cannot get LOCATION "
                + location
                + "; leave LOCATION out");
      }
      return new TablePlace(path(identifier), name(identifier), warehouse, null, true);
    }
    Map<String, String> namespace = namespaces.properties(identifier.namespace());
    String directory = directory(identifier);
    Kinds kinds = warehouse.kinds(directory);
    if (kinds.isTable()) {
      throw new TableAlreadyExistsException(identifier);
    } else if (kinds.namespace()) {
      throw new VectorDbException(
          "There is a namespace "
              + name(identifier)
              + ", so there cannot be a table of this name: choose another one");
    }
    boolean external = location != null;
    if (location == null) {
      String parent = namespace.get(SupportsNamespaces.PROP_LOCATION);
      location = parent + (parent.endsWith("/") ? "" : "/") + identifier.name();
    }
    TableDirectory own = at(identifier, warehouse.describe(directory), false);
    TableDirectory elsewhere = at(identifier, location, external);
    return own.location().equals(elsewhere.location())
        ? new TablePlace(own, name(identifier), warehouse, null, false)
        : new TablePlace(elsewhere, name(identifier), warehouse, directory, external);
  }

  /**
   * Drops a table: its name, and its files unless they belong to the user.
   *
   * @param purge whether to delete the files in any case
   * @return false if there is no such table
   */
  boolean drop(Identifier identifier, boolean purge) {
    if (isPath(identifier)) {
      return dropPath(identifier, purge);
    }
    String directory = directory(identifier);
    Kinds kinds = warehouse.kinds(directory);
    if (kinds.link()) {
      Optional<TableDirectory> files =
          purge
              ? link(directory).map(link -> at(identifier, link)).filter(TableDirectory::exists)
              : owned(identifier);
      warehouse.delete(directory);
      files.ifPresent(TableDirectory::delete);
      return true;
    }
    if (kinds.table()) {
      warehouse.delete(directory);
    }
    return kinds.table();
  }

  private boolean dropPath(Identifier identifier, boolean purge) {
    TableDirectory directory = path(identifier);
    if (!directory.exists()) {
      return false;
    }
    if (!purge) {
      throw new VectorDbException(
          "The table at "
              + identifier.name()
              + " has no name in the catalog that could be dropped; to delete its files, write"
              + " DROP TABLE ... PURGE");
    }
    directory.delete();
    return true;
  }

  private Optional<TableLink> link(String directory) {
    return TableLink.read(warehouse.linkFiles(directory));
  }

  /** The table at the end of a link, if the catalog has made it and goes on to own its files. */
  private Optional<TableDirectory> owned(Identifier identifier) {
    String directory = directory(identifier);
    return link(directory)
        .filter(link -> !link.external())
        .map(link -> at(identifier, link))
        .filter(TableDirectory::exists)
        .filter(table -> isOwner(directory, table));
  }

  private boolean isOwner(String directory, TableDirectory table) {
    boolean isOwner = TableOwner.of(table).is(warehouse.describe(directory));
    if (!isOwner) {
      System.getLogger(Tables.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "The files of the table at "
                  + table.location()
                  + " stay, because it does not say that it belongs to "
                  + warehouse.describe(directory)
                  + ". If they are not needed, drop it by its path with PURGE");
    }
    return isOwner;
  }

  /** Drops a namespace, and with {@code cascade} all that is in it. */
  boolean dropNamespace(String[] namespace, boolean cascade)
      throws NoSuchNamespaceException, NonEmptyNamespaceException {
    List<TableDirectory> elsewhere = cascade ? ownedElsewhere(namespace) : List.of();
    boolean dropped = namespaces.drop(namespace, cascade);
    elsewhere.forEach(TableDirectory::delete);
    return dropped;
  }

  /** The tables below a namespace whose files lie outside the warehouse and are not the user's. */
  private List<TableDirectory> ownedElsewhere(String[] namespace) throws NoSuchNamespaceException {
    List<TableDirectory> found = new ArrayList<>();
    for (String[] child : namespaces.list(namespace)) {
      found.addAll(ownedElsewhere(child));
    }
    for (Identifier identifier : list(namespace)) {
      owned(identifier).ifPresent(found::add);
    }
    return found;
  }

  /** A new name may begin with the catalog's, unless there is a namespace of this name. */
  void rename(Identifier from, Identifier newName)
      throws NoSuchTableException, TableAlreadyExistsException, NoSuchNamespaceException {
    if (isPath(from) || isPath(newName)) {
      throw new VectorDbException(
          "A table cannot be renamed from or to a path (from "
              + from
              + " to "
              + newName
              + "); move its directory, or create a table with LOCATION");
    }
    Identifier to =
        namespaces.exists(newName.namespace()) ? newName : identifier(names(newName), catalog);
    Kinds kinds = warehouse.kinds(directory(from));
    if (!kinds.isTable()) {
      throw new NoSuchTableException(from);
    }
    namespaces.existing(to.namespace());
    Kinds target = warehouse.kinds(directory(to));
    if (target.isTable() || target.namespace()) {
      throw new TableAlreadyExistsException(to);
    }
    if (kinds.link()) {
      renameLink(from, to);
    } else if (!warehouse.canMove()) {
      throw new VectorDbException(
          "Cannot rename the table "
              + name(from)
              + " because the file system of "
              + warehouse.describe(directory(from))
              + " does not rename directories in one step; copy it (CREATE TABLE "
              + name(to)
              + " AS SELECT * FROM "
              + name(from)
              + ") and drop it. A table that was created with LOCATION can be renamed here");
    } else if (!warehouse.move(directory(from), directory(to))) {
      throw new TableAlreadyExistsException(to);
    }
  }

  /** The new name first: for a moment the table has both, and never none. */
  private void renameLink(Identifier from, Identifier to)
      throws NoSuchTableException, TableAlreadyExistsException {
    TableLink link = link(directory(from)).orElseThrow(() -> new NoSuchTableException(from));
    Optional<TableDirectory> owned = owned(from);
    if (!link.create(warehouse.linkFiles(directory(to)))) {
      throw new TableAlreadyExistsException(to);
    }
    owned.ifPresent(table -> TableOwner.of(table).set(warehouse.describe(directory(to))));
    warehouse.delete(directory(from));
  }

  private TableDirectory path(Identifier identifier) {
    return at(identifier, identifier.name(), true);
  }

  private TableDirectory at(Identifier identifier, TableLink link) {
    try {
      return at(identifier, link.location(), link.external());
    } catch (VectorDbException e) {
      throw warehouse.linkFiles(directory(identifier)).damaged(e.getMessage(), e);
    }
  }

  private TableDirectory at(Identifier identifier, String location, boolean external) {
    return TableDirectory.at(location, new CatalogEntry(name(identifier), external));
  }

  private String name(Identifier identifier) {
    return QuotingUtils.quoteIfNeeded(catalog) + "." + QuotingUtils.quoted(identifier);
  }

  private static String directory(Identifier identifier) {
    return Warehouse.directory(names(identifier));
  }

  private static List<String> names(Identifier identifier) {
    List<String> names = new ArrayList<>(Arrays.asList(identifier.namespace()));
    names.add(identifier.name());
    return names;
  }
}
