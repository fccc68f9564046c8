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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** {@link ConnectedComponents} against a union-find of the same edges. */
class ConnectedComponentsTest {
  private static final StructType EDGES = new StructType().add("a", "long").add("b", "long");

  /** That a task holds in memory: all graphs but the smallest take rounds. */
  private static final int FEW_NODES = 50;

  private static SparkSession spark;

  private final Random random = new Random(Seed.of(getClass()));

  /** An edge between two nodes. */
  private record Edge(long a, long b) {}

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @Test
  void roundsOfAChainGrowWithTheLogarithmOfItsLength() {
    for (int nodes : new int[] {2, 64, 2048}) {
      int logarithm = 31 - Integer.numberOfLeadingZeros(nodes);
      int rounds = check(shuffled(chain(LongStream.range(0, nodes).boxed().toList())));
      assertTrue(rounds <= logarithm + 3, () -> nodes + " nodes took " + rounds + " rounds");
    }
  }

  /** What one task can hold takes no rounds. */
  @Test
  void fewEdgesTakeNoRounds() {
    List<Edge> edges = shuffled(chain(LongStream.range(0, 1024).boxed().toList()));
    try (ConnectedComponents components = ConnectedComponents.of(pairs(edges, 8))) {
      assertEquals(0, components.rounds());
      assertEquals(unionFind(edges), componentsOf(components.nodes()));
    }
  }

  @Test
  void roundsOfAChainInAnyOrderGrowNoFaster() {
    List<Long> nodes = LongStream.range(0, 2000).boxed().collect(Collectors.toList());
    Collections.shuffle(nodes, random);
    int rounds = check(shuffled(chain(nodes)));
    assertTrue(rounds <= 14, () -> rounds + " rounds");
  }

  @Test
  void plansDoNotGrowWithTheRounds() {
    assertEquals(
        planSize(shuffled(chain(LongStream.range(0, 60).boxed().toList()))),
        planSize(shuffled(chain(LongStream.range(0, 500).boxed().toList()))));
  }

  private static int planSize(List<Edge> edges) {
    try (ConnectedComponents components = ConnectedComponents.of(pairs(edges, 8), FEW_NODES)) {
      return components.nodes().queryExecution().optimizedPlan().treeString().split("\n").length;
    }
  }

  @Test
  void starsAndCliques() {
    List<Edge> edges = new ArrayList<>();
    LongStream.range(1, 500).forEach(leaf -> edges.add(new Edge(0, leaf)));
    LongStream.range(1000, 1499).forEach(leaf -> edges.add(new Edge(leaf, 1499)));
    LongStream.range(1500, 2000).forEach(leaf -> edges.add(new Edge(1750, leaf)));
    for (long a = 3000; a < 3060; a++) {
      for (long b = a + 1; b < 3060; b++) {
        edges.add(new Edge(b, a));
      }
    }
    check(shuffled(edges));
  }

  @Test
  void selfPairsAndRepeatedPairsChangeNothing() {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      edges.addAll(List.of(new Edge(7, 7), new Edge(1, 2), new Edge(2, 1), new Edge(9, 8)));
    }
    check(edges);
    check(List.of(new Edge(3, 3)));
    check(List.of());
  }

  /** Graphs of several sizes and densities beside each other. */
  @Test
  void randomGraphs() {
    List<Edge> edges = new ArrayList<>();
    int first = 0;
    for (int nodes : new int[] {10, 300, 3000}) {
      for (double edgesPerNode : new double[] {0.3, 0.6, 2}) {
        for (int i = 0; i < nodes * edgesPerNode; i++) {
          edges.add(new Edge(first + random.nextInt(nodes), first + random.nextInt(nodes)));
        }
        first += nodes;
      }
    }
    check(shuffled(edges));
  }

  @Test
  void oneNodeHasMostOfTheEdges() {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      edges.add(new Edge(5000, random.nextInt(10_000)));
      edges.add(new Edge(random.nextInt(10_000) + 10_000, random.nextInt(10_000) + 10_000));
    }
    check(edges);
  }

  @Test
  void nodesMayBeTextsAndStructs() {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      edges.add(new Edge(random.nextInt(400), random.nextInt(400)));
    }
    Dataset<Row> pairs = pairs(edges, 3);
    Map<Long, Long> expected = unionFind(edges);
    for (String node : List.of("lpad(%s, 5, '0')", "struct(lpad(%s, 5, '0') AS t, %1$s AS n)")) {
      Dataset<Row> other = pairs.selectExpr(node.formatted("a") + " a", node.formatted("b") + " b");
      String number = node.startsWith("l") ? "CAST(%s AS BIGINT)" : "%s.n";
      try (ConnectedComponents components = ConnectedComponents.of(other, FEW_NODES)) {
        Dataset<Row> nodes = components.nodes();
        assertEquals(
            expected,
            componentsOf(
                nodes.selectExpr(number.formatted("component"), number.formatted("node"), "size")));
      }
    }
  }

  @Test
  void forestsOfFewNodesConnectTheSameNodes() {
    List<Edge> edges = shuffled(chain(LongStream.range(0, 200).boxed().toList()));
    for (int i = 0; i < 300; i++) {
      edges.add(new Edge(random.nextInt(100) + 1000, random.nextInt(100) + 1000));
      edges.add(new Edge(5, 5));
    }
    for (int maxNodes : new int[] {1, 2, 10, 1000}) {
      List<Edge> forest = forest(edges, maxNodes);
      assertTrue(forest.stream().allMatch(edge -> edge.a() > edge.b()));
      assertEquals(unionFind(edges), unionFind(forest), () -> maxNodes + " nodes");
    }
    assertTrue(forest(edges, 1000).size() < 300);
  }

  private static List<Edge> forest(List<Edge> edges, int maxNodes) {
    List<InternalRow> rows =
        edges.stream()
            .map(edge -> (InternalRow) new GenericInternalRow(new Object[] {edge.a(), edge.b()}))
            .toList();
    List<Edge> forest = new ArrayList<>();
    new SpanningForest(rows.iterator(), DataTypes.LongType, maxNodes)
        .forEachRemaining(row -> forest.add(new Edge(row.getLong(0), row.getLong(1))));
    return forest;
  }

  @Test
  void nothingIsKeptWhenPairsFail() {
    Set<Object> before = kept();
    Dataset<Row> pairs =
        spark.range(100).selectExpr("id a", "if(id = 70, raise_error('no pair'), id + 1) b");
    Exception error = assertThrows(Exception.class, () -> ConnectedComponents.of(pairs, FEW_NODES));
    assertTrue(error.toString().contains("no pair"), error::toString);
    assertEquals(before, kept());
  }

  @Test
  void nothingIsKeptWhenTheJobsAreCancelled() {
    SparkContext context = spark.sparkContext();
    Set<Object> before = kept();
    List<Edge> edges = shuffled(chain(LongStream.range(0, 1024).boxed().toList()));
    for (int cancelledJob : new int[] {1, 4, 9, 16}) {
      String group = "components " + cancelledJob;
      AtomicInteger jobs = new AtomicInteger();
      SparkListener canceller =
          new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
              if (group.equals(start.properties().getProperty("spark.jobGroup.id"))
                  && jobs.incrementAndGet() == cancelledJob) {
                context.cancelJobGroupAndFutureJobs(group);
              }
            }
          };
      context.addSparkListener(canceller);
      context.setJobGroup(group, group, false);
      try {
        Exception error =
            assertThrows(
                Exception.class, () -> ConnectedComponents.of(pairs(edges, 8), FEW_NODES).close());
        assertTrue(error.toString().contains("cancelled"), error::toString);
      } finally {
        context.clearJobGroup();
        context.removeSparkListener(canceller);
      }
      assertEquals(before, kept());
    }
  }

  private static Set<Object> kept() {
    return Set.copyOf(
        CollectionConverters.asJava(spark.sparkContext().getPersistentRDDs()).keySet());
  }

  /** Compares the components with those of a union-find; nothing is kept afterwards. */
  private static int check(List<Edge> edges) {
    Set<Object> before = kept();
    int rounds;
    try (ConnectedComponents components = ConnectedComponents.of(pairs(edges, 8), FEW_NODES)) {
      Map<Long, Long> expected = unionFind(edges);
      assertEquals(expected, componentsOf(components.nodes()));
      assertEquals(
          expected.values().stream().distinct().count(), components.sizes().distinct().count());
      rounds = components.rounds();
      assertEquals(before.size() + 1, kept().size());
    }
    assertEquals(before, kept());
    return rounds;
  }

  /** The component of every node, once it is known that the sizes are right. */
  private static Map<Long, Long> componentsOf(Dataset<Row> nodes) {
    Map<Long, Long> components = new TreeMap<>();
    Map<Long, Long> sizes = new HashMap<>();
    Map<Long, Long> counts = new HashMap<>();
    for (Row row : nodes.collectAsList()) {
      assertEquals(null, components.put(row.getLong(1), row.getLong(0)), "a node is there once");
      sizes.put(row.getLong(0), row.getLong(2));
      counts.merge(row.getLong(0), 1L, Long::sum);
    }
    assertEquals(counts, sizes);
    return components;
  }

  private static Dataset<Row> pairs(List<Edge> edges, int partitions) {
    List<Row> rows = edges.stream().map(edge -> RowFactory.create(edge.a(), edge.b())).toList();
    return spark.createDataset(rows, Encoders.row(EDGES)).repartition(partitions);
  }

  private static List<Edge> chain(List<Long> nodes) {
    return IntStream.range(1, nodes.size())
        .mapToObj(i -> new Edge(nodes.get(i - 1), nodes.get(i)))
        .toList();
  }

  private List<Edge> shuffled(List<Edge> edges) {
    List<Edge> shuffled = new ArrayList<>(edges);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /** The smallest node that every node of an edge with another is connected to. */
  private static Map<Long, Long> unionFind(List<Edge> edges) {
    Map<Long, Long> parents = new TreeMap<>();
    for (Edge edge : edges) {
      if (edge.a() != edge.b()) {
        long a = find(parents, edge.a());
        long b = find(parents, edge.b());
        parents.put(Math.max(a, b), Math.min(a, b));
      }
    }
    parents.replaceAll((node, parent) -> find(parents, node));
    return parents;
  }

  private static long find(Map<Long, Long> parents, long node) {
    long current = node;
    while (parents.computeIfAbsent(current, key -> key) != current) {
      current = parents.get(current);
    }
    return current;
  }
}
