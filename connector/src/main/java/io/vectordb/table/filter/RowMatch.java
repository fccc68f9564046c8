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
package io.vectordb.table.filter;

/** How many of a data file's rows satisfy a condition, as far as the log proves it. */
public enum RowMatch {
  /** No row satisfies it. */
  NONE,
  /** Some rows may satisfy it, and some may not. */
  SOME,
  /** Every row satisfies it. */
  ALL
}
