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

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.store.RelativePath;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

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
  /**
   * {@code codes}, by vector column, if the paths of all their files stay inside the table.
   *
   * @param root of the table, for messages
   * @throws VectorDbException as {@link RelativePath#check}
   */
  public static Map<String, CodeFile> requireInside(Map<String, CodeFile> codes, String root) {
    codes.values().forEach(code -> code.paths().forEach(path -> RelativePath.check(path, root)));
    return codes;
  }

  /** The files that these codes need. */
  public List<String> paths() {
    return rotation == null ? List.of(file.path()) : List.of(file.path(), rotation.path());
  }
}
