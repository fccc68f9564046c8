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

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * A map whose keys it shares with others. What the log says about the columns of a hundred thousand
 * files fits into memory because every file has the same columns. Immutable, in the order of the
 * keys.
 */
final class CompactMap<V> extends AbstractMap<String, V> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Keys keys;
  private final transient Object[] values;

  /** Names, and which is where. */
  static final class Keys {
    private final String[] names;
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * @throws IllegalArgumentException if a name occurs twice
     */
    Keys(List<String> names) {
      this.names = names.toArray(new String[0]);
      for (String name : names) {
        if (places.put(name, places.size()) != null) {
          throw new IllegalArgumentException("field '" + name + "' occurs twice");
        }
      }
    }
  }

  /**
   * @param values one for each key
   */
  CompactMap(Keys keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean containsKey(Object key) {
    return keys.places.containsKey(key);
  }

  @Override
  public V get(Object key) {
    Integer place = keys.places.get(key);
    return place == null ? null : value(place);
  }

  @SuppressWarnings("unchecked")
  private V value(int place) {
    return (V) values[place];
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public Iterator<Entry<String, V>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < values.length;
          }

          @Override
          public Entry<String, V> next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            Entry<String, V> entry = new SimpleImmutableEntry<>(keys.names[next], value(next));
            next++;
            return entry;
          }
        };
      }
    };
  }

  /** Where it arrives, nobody shares keys with it. */
  private Object writeReplace() {
    return new LinkedHashMap<>(this);
  }
}
