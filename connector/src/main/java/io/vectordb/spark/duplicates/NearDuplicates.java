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
package io.vectordb.spark.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.spark.schema.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The groups of a table's rows that are connected by pairs of like vectors. They are kept on the
 * executors until this is closed.
 */
public final class NearDuplicates implements AutoCloseable {
  private static final String GROUP_ID = "group_id";
  private static final String GROUP_ROWS = "group_rows";
  private static final String IS_REPRESENTATIVE = "is_representative";

  /** The columns of {@link #groups} beside those of the key. */
  public static final Set<String> COLUMNS = Set.of(GROUP_ID, GROUP_ROWS, IS_REPRESENTATIVE);

  private static final String LEFT_KEY = "left_key";
  private static final String RIGHT_KEY = "right_key";
  private static final String LEFT_VECTOR = "left_vector";
  private static final String RIGHT_VECTOR = "right_vector";

  private final RowKey key;
  private final ConnectedComponents components;

  private NearDuplicates(RowKey key, ConnectedComponents components) {
    this.key = key;
    this.components = components;
  }

  /** What is looked for, and where. */
  public record Search(
      String catalog, String table, String column, Similarity similarity, List<String> key) {}

  /**
   * Finds the groups.
   *
   * @param rows of one version of a vectordb table
   * @param search the catalog whose functions compute scores, in quotes if it needs them; the
   *     table's name, for messages; the column of vectors; when two are alike; the columns of the
   *     key, none for the rows' files and positions
   * @throws VectorDbException if there are no such columns, or the key does not tell all rows apart
   */
  public static NearDuplicates find(Dataset<Row> rows, Search search) {
    String vector =
        TableColumn.find(
                rows.schema(), search.column(), "column", type -> VectorDataType.of(type) != null)
            .name();
    RowKey key = RowKey.of(rows, search.key());
    key.columns().stream()
        .filter(COLUMNS::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw reserved(name);
            });
    key.requireUnique(rows, search.table());
    Column value = col(References.quoted(vector));
    Dataset<Row> left = rows.select(key.value().as(LEFT_KEY), value.as(LEFT_VECTOR));
    Dataset<Row> right = rows.select(key.value().as(RIGHT_KEY), value.as(RIGHT_VECTOR));
    Column isAlike =
        search.similarity().holds(search.catalog(), col(LEFT_VECTOR), col(RIGHT_VECTOR));
    Dataset<Row> pairs =
        left.join(right, isAlike.and(col(LEFT_KEY).lt(col(RIGHT_KEY)))).select(LEFT_KEY, RIGHT_KEY);
    return new NearDuplicates(key, ConnectedComponents.of(pairs));
  }

  private static VectorDbException reserved(String name) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_COLUMN_INVALID,
        "A key cannot have column "
            + name
            + ", because a column of the result is called so; rename it, or leave out argument"
            + " key");
  }

  /**
   * A row for every row of a group: the smallest key of the group as {@code group_id}, a STRUCT if
   * the key has several columns; the columns of the key; {@code group_rows}, how many rows the
   * group has; {@code is_representative}, whether it is the one with the smallest key.
   */
  public Dataset<Row> groups() {
    Column group = col(ConnectedComponents.COMPONENT);
    Column node = col(ConnectedComponents.NODE);
    List<Column> columns = new ArrayList<>();
    columns.add(group.as(GROUP_ID));
    key.columnsOf(node).forEach(columns::add);
    columns.add(col(ConnectedComponents.SIZE).as(GROUP_ROWS));
    columns.add(node.equalTo(group).as(IS_REPRESENTATIVE));
    return components.nodes().select(columns.toArray(Column[]::new));
  }

  /** How many groups there are, how many rows they have, and how many the largest has. */
  public record Counts(long groups, long rows, long largestGroup, int rounds) {
    /** The rows that are left out if one row of every group stays. */
    public long duplicates() {
      return rows - groups;
    }
  }

  /** The numbers of groups and rows. */
  public Counts counts() {
    Column size = col(ConnectedComponents.SIZE);
    Row row =
        components
            .sizes()
            .agg(count(size), coalesce(sum(size), lit(0L)), coalesce(max(size), lit(0L)))
            .head();
    return new Counts(row.getLong(0), row.getLong(1), row.getLong(2), components.rounds());
  }

  @Override
  public void close() {
    components.close();
  }
}
