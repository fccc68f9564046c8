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
package io.vectordb.errors;

/**
 * A concurrent commit changed what a transaction is based on. Nothing was committed; the same work
 * may be done again on the newest version.
 */
public final class ConflictException extends VectorDbException {
  private static final long serialVersionUID = 1L;

  public ConflictException(String message) {
    super(ErrorCondition.VECTORDB_CONCURRENT_CHANGE, message);
  }
}
