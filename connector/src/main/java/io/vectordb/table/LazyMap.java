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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A map that is read from its text when somebody first looks into it. Most files of a large table
 * are never asked for more than their partition, so that opening it need not read what else the log
 * says of them. Immutable and thread-safe, if its reader is.
 */
final class LazyMap<V> extends AbstractMap<String, V> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final transient Function<byte[], Map<String, V>> reader;

  /** Null once {@link #content} is there. */
  private transient volatile byte[] text;

  private transient volatile Map<String, V> content;

  LazyMap(byte[] text, Function<byte[], Map<String, V>> reader) {
    this.text = text;
    this.reader = reader;
  }

  private Map<String, V> content() {
    byte[] unread = text;
    if (unread != null) {
      content = reader.apply(unread);
      text = null;
    }
    return content;
  }

  @Override
  public int size() {
    return content().size();
  }

  @Override
  public boolean containsKey(Object key) {
    return content().containsKey(key);
  }

  @Override
  public V get(Object key) {
    return content().get(key);
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return content().entrySet();
  }

  /** Where it arrives, its reader is not. */
  private Object writeReplace() {
    return new LinkedHashMap<>(content());
  }
}
