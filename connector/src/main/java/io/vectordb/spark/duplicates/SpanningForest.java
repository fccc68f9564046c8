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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.TypeUtils;
import org.apache.spark.sql.types.DataType;
import scala.math.Ordering;

/**
 * The pairs of a task, replaced by pairs that connect the same nodes: of every node with the
 * smallest that it is connected to. There are fewer pairs than nodes, so that of rows that are all
 * alike, whose pairs are as many as the square of their number, no more leave the task than there
 * are rows.
 *
 * <p>What is known of so many nodes that they would take too much memory leaves at once; what comes
 * after is connected anew.
 */
final class SpanningForest implements Iterator<InternalRow> {
  /** About 100 bytes each. */
  static final int MAX_NODES = 1 << 17;

  private final Iterator<InternalRow> pairs;
  private final DataType type;
  private final int maxNodes;
  private final Ordering<Object> order;
  private final UnsafeProjection projection;
  private final Map<Object, Object> parents = new HashMap<>();
  private final Deque<InternalRow> output = new ArrayDeque<>();

  /**
   * The pairs of one task.
   *
   * @param pairs rows of two nodes
   * @param type of a node, which can be ordered
   * @param maxNodes how many nodes are held in memory
   */
  SpanningForest(Iterator<InternalRow> pairs, DataType type, int maxNodes) {
    this.pairs = pairs;
    this.type = type;
    this.maxNodes = maxNodes;
    this.order = TypeUtils.getInterpretedOrdering(type);
    this.projection = UnsafeProjection.create(new DataType[] {type, type});
  }

  @Override
  public boolean hasNext() {
    while (output.isEmpty() && pairs.hasNext()) {
      connect();
      parents.keySet().forEach(this::emit);
      parents.clear();
    }
    return !output.isEmpty();
  }

  /** A pair of which the first node is larger than the second. */
  @Override
  public InternalRow next() {
    return output.remove();
  }

  private void connect() {
    TaskContext task = TaskContext.get();
    while (pairs.hasNext() && parents.size() < maxNodes) {
      if (task != null) {
        task.killTaskIfInterrupted();
      }
      InternalRow pair = pairs.next();
      Object a = root(pair.get(0, type));
      Object b = root(pair.get(1, type));
      if (order.lt(a, b)) {
        parents.put(b, a);
      } else {
        parents.put(a, b);
      }
    }
  }

  /** The smallest node that {@code node} is connected to. Every way there is halved. */
  private Object root(Object node) {
    Object current = node;
    Object parent = parents.get(current);
    if (parent == null) {
      Object copy = InternalRow.copyValue(node);
      parents.put(copy, copy);
      return copy;
    }
    while (!parent.equals(current)) {
      Object grandparent = parents.get(parent);
      parents.put(current, grandparent);
      current = grandparent;
      parent = parents.get(current);
    }
    return parent;
  }

  private void emit(Object node) {
    Object root = root(node);
    if (!root.equals(node)) {
      output.add(projection.apply(new GenericInternalRow(new Object[] {node, root})).copy());
    }
  }
}
