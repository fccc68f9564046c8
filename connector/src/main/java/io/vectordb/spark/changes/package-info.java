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
/**
 * {@code CHANGES FROM VERSION a TO VERSION b}: the rows that versions have inserted and deleted.
 * {@link VectorChangelog} takes the question, {@code RowChanges} finds the answer in the log, and
 * {@code ChangesScan} reads the rows by the scan of {@code spark.read}, on which this leans. Not
 * for users to name; begin with {@link VectorChangelog}.
 */
package io.vectordb.spark.changes;
