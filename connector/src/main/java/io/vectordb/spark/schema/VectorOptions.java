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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.IsolationLevel;
import io.vectordb.table.file.Encoding;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The options of one read or write: the typed values of what {@link Option} lists.
 *
 * <p>A value comes from the read's or write's options, else from the session's {@code
 * spark.datasource.vectordb.<name>}, which Spark merges into the options, else from the table's
 * properties, else it is the default. Names are not case-sensitive.
 */
public final class VectorOptions {
  /** What a session's settings of options begin with. */
  private static final String SESSION_PREFIX = "spark.datasource." + FormatName.SHORT + ".";

  /** What a new table of a catalog keeps. */
  private static final List<Option> KEPT = Option.ofTables();

  private static final List<String> KNOWN = Option.keysOfStatements();

  /** What Spark passes on of the options of a stream, in lower case. */
  private static final Set<String> OF_STREAMS = Set.of("checkpointlocation", "queryname");

  /** Set by {@code SaveModes} when it hands a write over to Spark's own write commands. */
  public static final String WRITE_MARKER = "__vectordb_write";

  /** Spark names the provider in the properties of a catalog's table; nobody else does. */
  private static final String CATALOG_MARKER = "provider";

  private final CaseInsensitiveStringMap values;
  private final Map<String, String> tableProperties;

  private VectorOptions(CaseInsensitiveStringMap values, Map<String, String> tableProperties) {
    this.values = values;
    this.tableProperties = tableProperties;
  }

  /**
   * Reads options.
   *
   * @throws VectorDbException if one is unknown, or the codes are
   */
  public static VectorOptions of(Map<String, String> map) {
    CaseInsensitiveStringMap values = new CaseInsensitiveStringMap(map);
    VectorOptions options = new VectorOptions(values, Map.of());
    if (!options.isCatalogTable()) {
      values.keySet().forEach(VectorOptions::requireKnown);
      options.codes();
    }
    return options;
  }

  /** The options of a table that a statement defines. */
  static VectorOptions ofDefinition(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put(CATALOG_MARKER, FormatName.SHORT);
    return of(all);
  }

  /** The options of a table of {@link io.vectordb.spark.catalog}: none but its properties. */
  public static VectorOptions ofCatalog() {
    return ofDefinition(Map.of());
  }

  /** As {@link #ofCatalog}, of a version that was asked for. */
  public static VectorOptions ofCatalogAt(long version) {
    return ofDefinition(Map.of(Option.VERSION_AS_OF.key(), String.valueOf(version)));
  }

  /** What a table with these properties does unless a write says otherwise. */
  static VectorOptions ofTable(Map<String, String> properties) {
    return ofCatalog().over(properties);
  }

  /**
   * The options of one read or write of the table that these options define. Spark adds the
   * session's settings where a path is loaded or saved; this adds them for a catalog's table.
   */
  VectorOptions inQuery(SparkSession session, CaseInsensitiveStringMap own) {
    Map<String, String> all = ofSession(session);
    if (!isCatalogTable()) {
      all.putAll(values);
    }
    all.putAll(own);
    return of(all);
  }

  /** The options that the session's settings hold, by name in lower case. */
  public static Map<String, String> ofSession(SparkSession session) {
    Map<String, String> options = new HashMap<>();
    CollectionConverters.asJava(session.conf().getAll())
        .forEach(
            (key, value) -> {
              if (key.regionMatches(true, 0, SESSION_PREFIX, 0, SESSION_PREFIX.length())) {
                String name = key.substring(SESSION_PREFIX.length());
                options.put(name.toLowerCase(Locale.ROOT), value);
              }
            });
    return options;
  }

  /** These options over the properties of a table. */
  VectorOptions over(Map<String, String> properties) {
    CaseInsensitiveStringMap all = new CaseInsensitiveStringMap(properties);
    Map<String, String> kept = new HashMap<>();
    for (Option option : KEPT) {
      if (all.containsKey(option.key())) {
        kept.put(option.key(), all.get(option.key()));
      }
    }
    return new VectorOptions(values, kept);
  }

  /** The table's directory. */
  public String path() {
    if (values.containsKey("paths")) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "vectordb reads one table at a time, but several paths were given: "
              + values.get("paths")
              + "; load each table and union the DataFrames");
    }
    return text(Option.PATH)
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_OPTION_INVALID,
                    "No path was given; name the table's directory: load(path), save(path),"
                        + " option(\"path\", ...) or LOCATION"));
  }

  /** Whether the table's directory is known. */
  public boolean hasPath() {
    return text(Option.PATH).isPresent();
  }

  /** Whether the options come from the definition of a catalog's table. */
  public boolean isCatalogTable() {
    return values.containsKey(CATALOG_MARKER);
  }

  /** What DESCRIBE shows of a table that Spark's own catalog has noted; nothing of others. */
  Optional<Map<String, String>> catalogProperties() {
    boolean isPlaced =
        values.containsKey(TableCatalog.PROP_LOCATION)
            && !values.getBoolean(TableCatalog.PROP_IS_MANAGED_LOCATION, false);
    return isCatalogTable()
        ? Optional.of(
            CatalogEntry.properties(isPlaced || values.containsKey(TableCatalog.PROP_EXTERNAL)))
        : Optional.empty();
  }

  /** Whether {@code SaveModes} has checked the save mode. */
  public boolean isCheckedWrite() {
    return values.containsKey(WRITE_MARKER);
  }

  /** The named vector columns; nothing if the option is not set. */
  Optional<List<String>> vectorColumns() {
    return names(Option.VECTOR_COLUMN);
  }

  /** The columns by which an append replaces rows. */
  public List<String> mergeKeys() {
    return names(Option.MERGE_KEYS).orElse(List.of());
  }

  /** The columns that partition a new table; Spark tells those of a batch itself. */
  public List<String> partitionColumns() {
    return names(Option.PARTITION_COLUMNS).orElse(List.of());
  }

  private Optional<List<String>> names(Option option) {
    return text(option).map(list -> ColumnNames.parse(option.key(), list));
  }

  /** The declared dimension of {@code column}. */
  Optional<Integer> dimension(String column, int vectorColumns) {
    String key = DimensionOption.of(column);
    Optional<String> own = value(key);
    if (own.isPresent()) {
      return own.map(text -> OptionText.parseInt(key, text));
    }
    Optional<Integer> dimension =
        text(Option.DIMENSION).map(text -> OptionText.parseInt(Option.DIMENSION.key(), text));
    if (dimension.isPresent() && vectorColumns > 1) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Option dimension is ambiguous: the table has "
              + vectorColumns
              + " vector columns; set "
              + key
              + " for each");
    }
    return dimension;
  }

  /** Whether an overwrite replaces only the partitions that it writes. */
  public Optional<Boolean> overwritesPartitions() {
    return text(Option.PARTITION_OVERWRITE_MODE)
        .map(
            mode ->
                switch (mode.toLowerCase(Locale.ROOT)) {
                  case "static" -> false;
                  case "dynamic" -> true;
                  default ->
                      throw OptionText.malformed(
                          Option.PARTITION_OVERWRITE_MODE.key(), mode, "static or dynamic");
                });
  }

  public boolean clustersByPartition() {
    return flag(Option.CLUSTER_BY_PARTITION);
  }

  /** The value of an option that is true or, by default, false. */
  public boolean flag(Option option) {
    return text(option).map(text -> OptionText.flag(option.key(), text)).orElse(false);
  }

  public long rowsPerFile() {
    long rows =
        text(Option.ROWS_PER_FILE)
            .map(text -> OptionText.parseLong(Option.ROWS_PER_FILE.key(), text))
            .orElse(Long.MAX_VALUE);
    if (rows < 1) {
      throw OptionText.malformed(
          Option.ROWS_PER_FILE.key(), String.valueOf(rows), "a positive number");
    }
    return rows;
  }

  /** The codes that a write makes; {@link Encoding#NONE} of a read means to use none. */
  public Encoding codes() {
    return text(Option.CODES).map(VectorOptions::encoding).orElse(Encoding.AUTO);
  }

  private static Encoding encoding(String text) {
    return Encoding.find(text)
        .orElseThrow(
            () -> OptionText.malformed(Option.CODES.key(), text, "one of " + Encoding.labels()));
  }

  public Optional<Long> versionAsOf() {
    return text(Option.VERSION_AS_OF)
        .map(text -> OptionText.parseLong(Option.VERSION_AS_OF.key(), text));
  }

  /** The time of which a version is to be read, in microseconds since 1970. */
  public Optional<Long> timestampAsOf(SparkSession session) {
    Optional<String> time = text(Option.TIMESTAMP_AS_OF);
    if (time.isPresent() && versionAsOf().isPresent()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Options versionAsOf ("
              + versionAsOf().get()
              + ") and timestampAsOf ("
              + time.get()
              + ") were both given; give one of them");
    }
    return time.map(text -> OptionText.micros(Option.TIMESTAMP_AS_OF.key(), text, session));
  }

  /** Which version is to be read, for messages; nothing if it is the newest. */
  public Optional<String> timeTravel() {
    return text(Option.VERSION_AS_OF)
        .map(version -> "Version " + version)
        .or(() -> text(Option.TIMESTAMP_AS_OF).map(time -> "The version of " + time));
  }

  /** What makes this write idempotent, if anything does. */
  public Optional<WriteIdentity> writeIdentity() {
    return WriteIdentity.of(this);
  }

  /** The options that a new table keeps as its properties. */
  Map<String, String> tableProperties() {
    codes();
    Map<String, String> kept = new TreeMap<>();
    for (Option option : KEPT) {
      if (isCatalogTable() && values.containsKey(option.key())) {
        kept.put(option.key(), values.get(option.key()));
      }
    }
    if (isCatalogTable() && values.containsKey(IsolationLevel.PROPERTY)) {
      kept.put(IsolationLevel.PROPERTY, values.get(IsolationLevel.PROPERTY));
    }
    return kept;
  }

  /** The value of an option as it was given. */
  public Optional<String> text(Option option) {
    return value(option.key());
  }

  private Optional<String> value(String key) {
    String value = values.get(key);
    return Optional.ofNullable(value != null ? value : tableProperties.get(key));
  }

  private static void requireKnown(String key) {
    boolean known =
        key.equals("paths")
            || key.startsWith("__")
            || OF_STREAMS.contains(key)
            || DimensionOption.isOne(key)
            || KNOWN.stream().anyMatch(key::equalsIgnoreCase);
    if (!known) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "vectordb has no option '"
              + key
              + "'. Did you mean '"
              + NearestName.of(key, KNOWN)
              + "'? The options are "
              + KNOWN);
    }
  }
}
