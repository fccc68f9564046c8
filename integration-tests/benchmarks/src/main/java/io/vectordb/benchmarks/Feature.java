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
package io.vectordb.benchmarks;

import java.io.Serializable;

/**
 * A row of the tables. A bean, because that is how Spark takes rows from Java without boxing every
 * float.
 */
public final class Feature implements Serializable {
  private static final long serialVersionUID = 1L;

  private long id;
  private float[] feature;

  public long getId() {
    return id;
  }

  public void setId(long id) {
    this.id = id;
  }

  public float[] getFeature() {
    return feature;
  }

  public void setFeature(float[] feature) {
    this.feature = feature;
  }
}
