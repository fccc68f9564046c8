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
 * Conditions and scores, and what the log tells about them: {@link
 * io.vectordb.table.filter.Filter}, {@link io.vectordb.table.filter.ScoreColumn} with its {@link
 * io.vectordb.table.filter.Measure}, which also refuses a query vector of another dimension, and
 * {@link io.vectordb.table.filter.FileSkipping}, which leaves out whole files by statistics and
 * norms. It leans on {@code table.file} and {@code table.schema}. Users of the table API may name
 * {@code Filter} and {@code Measure}. Begin with {@code Filter}.
 */
package io.vectordb.table.filter;
