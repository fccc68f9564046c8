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

/**
 * How much one commit changed.
 *
 * @param filesAdded data files that became part of the table
 * @param filesRemoved data files that are no longer part of it
 * @param rowsAdded rows in the files added
 * @param rowsRemoved rows that the table no longer shows
 */
public record CommitCounts(long filesAdded, long filesRemoved, long rowsAdded, long rowsRemoved) {}
