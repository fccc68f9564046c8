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
package io.vectordb.table;

import io.vectordb.table.filter.Filter;
import io.vectordb.table.schema.ScalarKind;
import io.vectordb.table.schema.Scalars;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of a column that rows have been looked for by: any number of them, in a bounded number of
 * ranges that hold them all and little else. Values are those of {@link Scalars}, but texts as
 * their UTF-8 bytes. Thread-safe.
 */
public final class KeyRanges implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int MAX_RANGES = 1024;

  private static final Comparator<Object> ORDER =
      (Comparator<Object> & Serializable) Scalars::compare;

  /** The ends of ranges that do not overlap, by their beginnings. */
  private final TreeMap<Object, Object> ranges = new TreeMap<>(ORDER);

  private boolean isUnbounded;

  /** Adds a value, which is not null. */
  public synchronized void add(Object value) {
    Map.Entry<Object, Object> before = ranges.floorEntry(value);
    if (before == null || ORDER.compare(before.getValue(), value) < 0) {
      ranges.put(value, value);
      shrink();
    }
  }

  /** Adds a value that cannot be compared with others, so that it may be any. */
  public synchronized void addAnything() {
    isUnbounded = true;
    ranges.clear();
  }

  /** Adds all values of {@code other}. */
  public void addAll(KeyRanges other) {
    KeyRanges added = other.copy();
    synchronized (this) {
      isUnbounded |= added.isUnbounded;
      added.ranges.forEach(this::addRange);
    }
  }

  private void addRange(Object low, Object high) {
    Object from = low;
    Object to = high;
    Map.Entry<Object, Object> overlapping = ranges.floorEntry(to);
    while (overlapping != null && ORDER.compare(overlapping.getValue(), from) >= 0) {
      ranges.remove(overlapping.getKey());
      from = min(from, overlapping.getKey());
      to = min(to, overlapping.getValue()) == to ? overlapping.getValue() : to;
      overlapping = ranges.floorEntry(to);
    }
    ranges.put(from, to);
    shrink();
  }

  private static Object min(Object a, Object b) {
    return ORDER.compare(a, b) <= 0 ? a : b;
  }

  /** Joins the ranges that are next to each other, if there are too many. */
  private void shrink() {
    if (ranges.size() <= MAX_RANGES) {
      return;
    }
    List<Map.Entry<Object, Object>> all = List.copyOf(ranges.entrySet());
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < all.size(); i++) {
      gaps.add(gap(all.get(i - 1).getValue(), all.get(i).getKey(), i));
    }
    double narrow = gaps.stream().sorted().skip(gaps.size() / 2).findFirst().orElseThrow();
    ranges.clear();
    Object low = all.get(0).getKey();
    for (int i = 1; i < all.size(); i++) {
      if (gaps.get(i - 1) > narrow) {
        ranges.put(low, all.get(i - 1).getValue());
        low = all.get(i).getKey();
      }
    }
    ranges.put(low, all.get(all.size() - 1).getValue());
  }

  /** How far two values are apart; of values that are no numbers, every second pair is near. */
  private static double gap(Object low, Object high, int index) {
    return low instanceof Number from && high instanceof Number to
        ? to.doubleValue() - from.doubleValue()
        : index % 2;
  }

  public synchronized KeyRanges copy() {
    KeyRanges copy = new KeyRanges();
    copy.ranges.putAll(ranges);
    copy.isUnbounded = isUnbounded;
    return copy;
  }

  public synchronized boolean isEmpty() {
    return ranges.isEmpty() && !isUnbounded;
  }

  /** A condition on {@code column} that all values satisfy, and all that equal them. */
  public synchronized Filter filter(String column, ScalarKind kind) {
    if (isUnbounded) {
      return new Filter.Constant(true);
    }
    List<Object> points = new ArrayList<>();
    List<Filter> conditions = new ArrayList<>();
    ranges.forEach(
        (low, high) -> {
          if (ORDER.compare(low, high) == 0) {
            points.add(literal(low, kind));
          } else {
            conditions.add(
                new Filter.And(
                    new Filter.Compare(
                        column, Filter.Operator.GREATER_OR_EQUAL, literal(low, kind)),
                    new Filter.Compare(
                        column, Filter.Operator.LESS_OR_EQUAL, literal(high, kind))));
          }
        });
    if (!points.isEmpty()) {
      conditions.add(0, new Filter.In(column, points));
    }
    return conditions.isEmpty() ? new Filter.Constant(false) : any(conditions);
  }

  /** As few of them inside each other as possible. */
  private static Filter any(List<Filter> conditions) {
    int half = conditions.size() / 2;
    return half == 0
        ? conditions.get(0)
        : new Filter.Or(
            any(conditions.subList(0, half)), any(conditions.subList(half, conditions.size())));
  }

  private static Object literal(Object value, ScalarKind kind) {
    return kind == ScalarKind.STRING ? new String((byte[]) value, StandardCharsets.UTF_8) : value;
  }

  /** Others may add values meanwhile. */
  private synchronized void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
  }
}
