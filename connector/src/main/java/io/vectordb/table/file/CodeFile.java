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
import java.util.List;

/**
 * The compressed vectors of one vector column of one data file.
 *
 * @param file the codes
 * @param encoder how the vectors were compressed, such as {@code int8}
 * @param rotation the matrix by which the vectors were multiplied before, a file that the codes of
 *     many data files share; null if there is none
 */
public record CodeFile(StoredFile file, String encoder, StoredFile rotation)
    implements Serializable {
  /** The files that these codes need. */
  public List<String> paths() {
    return rotation == null ? List.of(file.path()) : List.of(file.path(), rotation.path());
  }
}
