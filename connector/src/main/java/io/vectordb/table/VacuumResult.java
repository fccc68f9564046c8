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
 * What a vacuum removed, or would remove.
 *
 * @param dataFiles files below {@code data/}
 * @param codeFiles files below {@code codes/}
 * @param deletionVectors files below {@code deletes/}
 * @param temporaryFiles files that killed writers left in the log
 * @param bytes the length of all of them
 * @param dryRun whether nothing was touched
 */
public record VacuumResult(
    long dataFiles,
    long codeFiles,
    long deletionVectors,
    long temporaryFiles,
    long bytes,
    boolean dryRun) {
  /** How many files of all kinds. */
  public long files() {
    return dataFiles + codeFiles + deletionVectors + temporaryFiles;
  }
}
