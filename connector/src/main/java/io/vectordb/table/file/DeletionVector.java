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
package io.vectordb.table.file;

import java.io.Serializable;

/**
 * Which rows of a data file are deleted: a file with the positions of these rows.
 *
 * @param path relative to the table's root, with {@code /} as separator
 * @param bytes the file's length
 * @param checksum CRC32C of the whole file
 * @param rows the number of deleted rows
 */
public record DeletionVector(String path, long bytes, int checksum, long rows)
    implements Serializable {}
