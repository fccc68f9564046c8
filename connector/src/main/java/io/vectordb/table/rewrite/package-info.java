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
 * Maintenance that writes rows or codes anew: {@link io.vectordb.table.rewrite.Compaction} merges
 * small files and those with deleted rows, {@link io.vectordb.table.rewrite.Optimization} gives
 * files the codes that they lack. It leans on {@code table.scan} and all below it. Users may name
 * both classes and what they return. Begin with {@code Compaction}; {@code FileMerger} does the
 * work.
 */
package io.vectordb.table.rewrite;
