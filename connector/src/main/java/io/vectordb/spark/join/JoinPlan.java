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
package io.vectordb.spark.join;

/** How the sides of a join meet. */
enum JoinPlan {
  /** Chosen by the sizes of the sides. */
  AUTO("auto"),
  /** Each task has the whole right side and a part of the left one. */
  BROADCAST_RIGHT("broadcastRight"),
  /** Each task has the whole left side and a part of the right one; what they find is merged. */
  BROADCAST_LEFT("broadcastLeft"),
  /** Each task holds a part of the left side and reads all of the right one. */
  STATIONARY_LEFT("stationaryLeft"),
  /** Rows of both sides with equal keys are brought together; without keys, as the one before. */
  BY_KEYS("byKeys"),
  /** Spark's own plan. */
  NONE("none");

  private final String label;

  JoinPlan(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
