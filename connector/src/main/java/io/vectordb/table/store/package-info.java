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
 * The files of one table, wherever they lie: {@link io.vectordb.table.store.TableStore} on a local
 * disk or on any Hadoop file system, with atomic creation, a clock, and copies on this machine of
 * remote files ({@code LocalCopies}), which only as local files can be mapped. It leans on {@code
 * errors}, and knows nothing of what is in the files. Users do not name its classes. Begin with
 * {@code TableStore} and {@link io.vectordb.table.store.TableLocation}.
 */
package io.vectordb.table.store;
