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

import java.util.Map;

/** An error that the user can act on: its message says the problem, the values and the remedy. */
public class VectorDbException extends RuntimeException {
  private static final long serialVersionUID = 2L;

  private final ErrorCondition condition;
  private final Map<String, String> parameters;

  public VectorDbException(String message) {
    this(ErrorCondition.VECTORDB_INVALID_OPERATION, message);
  }

  public VectorDbException(String message, Throwable cause) {
    this(ErrorCondition.VECTORDB_INVALID_OPERATION, message, cause);
  }

  public VectorDbException(ErrorCondition condition, String message) {
    this(condition, message, null);
  }

  public VectorDbException(ErrorCondition condition, String message, Throwable cause) {
    this(condition, Map.of("message", message), message, cause);
  }

  /**
   * An error of one of Spark's own conditions.
   *
   * @param parameters the names that Spark's message of the condition has, with their values
   */
  public VectorDbException(
      ErrorCondition condition, Map<String, String> parameters, String message) {
    this(condition, parameters, message, null);
  }

  /** The same error again, with the stack of this caller; the original is the cause. */
  public VectorDbException(VectorDbException original) {
    this(original.condition, original.parameters, original.getMessage(), original);
  }

  private VectorDbException(
      ErrorCondition condition, Map<String, String> parameters, String message, Throwable cause) {
    super(message, cause);
    this.condition = condition;
    this.parameters = Map.copyOf(parameters);
  }

  /** What kind of error this is. */
  public ErrorCondition condition() {
    return condition;
  }

  /** What the condition's message is made of, by name. */
  public Map<String, String> parameters() {
    return parameters;
  }
}
