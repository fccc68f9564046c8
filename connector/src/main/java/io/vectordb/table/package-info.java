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
 * A table: {@link io.vectordb.table.Table} opens and creates it, {@link io.vectordb.table.Snapshot}
 * is one version of it, {@link io.vectordb.table.Transaction} makes the next one, unless {@code
 * ConflictCheck} finds another commit in its way. The log, its checkpoints, conflicts between
 * writers, history, expiry and vacuum are here; what is in files is in {@code table.file}, and the
 * scan in {@code table.scan}.
 *
 * <p>It leans on {@code table.filter}, {@code table.file}, {@code table.store} and {@code
 * table.schema}, and is free of Spark. Users may name {@code Table}, {@code Snapshot}, {@code
 * Vacuum}, {@code SnapshotExpiry}, {@code History} and what these return. Begin with {@code
 * Transaction}, then {@code Commit}.
 */
package io.vectordb.table;
