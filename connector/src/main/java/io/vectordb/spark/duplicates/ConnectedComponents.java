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
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The connected components of a graph that is given by its edges, found on the executors by
 * alternating large-star and small-star operations (Kiveris, Lattanzi, Mirrokni, Rastogi and
 * Vassilvitskii, "Connected Components in MapReduce and Beyond", 2014).
 *
 * <p>Every edge leads from a node to a smaller one. Let the parent of a node be the smallest that
 * an edge leads to from there. The large star of a node u takes the larger neighbours of u to the
 * parent of u; the small star takes the smaller neighbours of u, and u, to the parent of u. Both
 * leave connected what was, and disconnected what was, and neither makes more edges. They shorten
 * the way to the smallest node of a component by about a half each time, so that the number of
 * rounds grows with the logarithm of the longest chain. When nothing moves any more, every
 * component is a star around its smallest node.
 *
 * <p>Few edges are connected by one task instead.
 *
 * <p>A node is a value of any type that Spark can order. The result is kept on the executors until
 * it is closed.
 */
final class ConnectedComponents implements AutoCloseable {
  /** The smallest node of the component, by which it is called. */
  static final String COMPONENT = "component";

  static final String NODE = "node";

  /** The number of nodes of the component. */
  static final String SIZE = "size";

  private static final String LARGE = "large";
  private static final String SMALL = "small";
  private static final String MOVED = "moved";
  private static final String CHILD = "child";
  private static final String PARENT = "parent";
  private static final String BEFORE = "before";

  private final KeptRows stars;
  private final int rounds;

  private ConnectedComponents(KeptRows stars, int rounds) {
    this.stars = stars;
    this.rounds = rounds;
  }

  /**
   * Finds the components.
   *
   * @param pairs two columns of the same type, the nodes at both ends of an edge, in any order and
   *     as often as they like; no value is NULL
   */
  static ConnectedComponents of(Dataset<Row> pairs) {
    return of(pairs, SpanningForest.MAX_NODES);
  }

  /**
   * Finds the components.
   *
   * @param nodesPerTask how many nodes a task holds in memory
   */
  static ConnectedComponents of(Dataset<Row> pairs, int nodesPerTask) {
    try (KeptRows edges = forests(pairs, nodesPerTask)) {
      // An edge has two nodes, so that one task can hold those of all edges.
      return edges.rows().count() <= nodesPerTask / 2
          ? connected(edges, nodesPerTask)
          : alternating(edges);
    }
  }

  private static ConnectedComponents connected(KeptRows forests, int nodesPerTask) {
    KeptRows stars = forests(forests.rows().coalesce(1), nodesPerTask);
    try {
      stars.rows().count();
      return new ConnectedComponents(stars, 0);
    } catch (Throwable e) {
      stars.close();
      throw e;
    }
  }

  private static ConnectedComponents alternating(KeptRows forests) {
    KeptRows edges = forests;
    try {
      int rounds = 0;
      boolean moved = true;
      while (moved) {
        KeptRows before = edges;
        edges = KeptRows.of(smallStars(largeStars(before.rows())));
        try {
          moved = anyMoved(edges.rows());
        } finally {
          before.close();
        }
        rounds++;
      }
      return new ConnectedComponents(edges, rounds);
    } catch (Throwable e) {
      edges.close();
      throw e;
    }
  }

  /** The pairs, of which every task keeps no more than it takes to connect the same nodes. */
  private static KeptRows forests(Dataset<Row> pairs, int nodesPerTask) {
    DataType type = pairs.schema().fields()[0].dataType();
    JavaRDD<InternalRow> edges =
        pairs
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> new SpanningForest(rows, type, nodesPerTask));
    StructType schema = new StructType().add(LARGE, type, false).add(SMALL, type, false);
    return KeptRows.of(pairs.sparkSession(), edges.rdd(), schema);
  }

  private static Dataset<Row> largeStars(Dataset<Row> edges) {
    Dataset<Row> parents =
        edges.groupBy(col(LARGE).as(CHILD)).agg(min(SMALL).as(PARENT)).select(CHILD, PARENT);
    return edges
        .join(parents, col(SMALL).equalTo(col(CHILD)), "left_outer")
        .select(
            col(LARGE),
            coalesce(col(PARENT), col(SMALL)).as(SMALL),
            col(PARENT).isNotNull().as(MOVED));
  }

  /** Drops repeated edges, too: they are beside each other then. */
  private static Dataset<Row> smallStars(Dataset<Row> edges) {
    WindowSpec bySmall = Window.partitionBy(LARGE).orderBy(SMALL);
    Column parent = col(PARENT);
    Column isParent = col(SMALL).equalTo(parent);
    return edges
        .withColumn(PARENT, first(SMALL).over(bySmall))
        .withColumn(BEFORE, lag(SMALL, 1).over(bySmall))
        .where(not(col(BEFORE).eqNullSafe(col(SMALL))))
        .select(
            when(isParent, col(LARGE)).otherwise(col(SMALL)).as(LARGE),
            parent.as(SMALL),
            col(MOVED).or(not(isParent)).as(MOVED));
  }

  /** Whether a round has changed an edge. Computes all of them. */
  private static boolean anyMoved(Dataset<Row> edges) {
    Row moved = edges.agg(max(MOVED)).head();
    return !moved.isNullAt(0) && moved.getBoolean(0);
  }

  /**
   * How many rounds there were, the last of which changed nothing; none if one task could do it.
   */
  int rounds() {
    return rounds;
  }

  /** {@link #COMPONENT} and {@link #SIZE} of every component. */
  Dataset<Row> sizes() {
    return stars
        .rows()
        .groupBy(col(SMALL).as(COMPONENT))
        .agg(count(lit(1)).plus(1).as(SIZE))
        .select(COMPONENT, SIZE);
  }

  /** {@link #COMPONENT}, {@link #NODE} and {@link #SIZE} of every node. */
  Dataset<Row> nodes() {
    Dataset<Row> sizes = sizes();
    Dataset<Row> members =
        stars
            .rows()
            .select(col(SMALL).as(PARENT), col(LARGE).as(NODE))
            .join(sizes, col(PARENT).equalTo(col(COMPONENT)))
            .select(COMPONENT, NODE, SIZE);
    return members.union(sizes.select(col(COMPONENT), col(COMPONENT).as(NODE), col(SIZE)));
  }

  @Override
  public void close() {
    stars.close();
  }
}
