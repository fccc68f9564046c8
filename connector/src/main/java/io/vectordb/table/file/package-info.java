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
 * Single files: writing them ({@link io.vectordb.table.file.DataFileWriter}, {@link
 * io.vectordb.table.file.FileEncoder} for codes), mapping and verifying them ({@link
 * io.vectordb.table.file.MappedArrowFile}, {@link io.vectordb.table.file.MappedCodes}), their
 * descriptions in the log ({@link io.vectordb.table.file.DataFile}), and the deleted rows of a file
 * ({@link io.vectordb.table.file.DeletedRows}). {@link io.vectordb.table.file.CodePolicy} decides
 * which codes a new file gets. FORMAT.md is the specification.
 *
 * <p>It leans on {@code table.store}, {@code table.schema} and {@code codes}. Users may name {@code
 * DataFile} and {@code Encoding}. Begin with {@code MappedArrowFile} to read, with {@code
 * DataFileWriter} to write.
 */
package io.vectordb.table.file;
