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
package io.vectordb.spark.errors;

import io.vectordb.errors.VectorDbException;
import java.util.Map;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkRuntimeException;

/** A statement that failed while it ran, or because of the state of the table. */
final class FailedStatementException extends SparkRuntimeException {
  private static final long serialVersionUID = 1L;

  /** Spark lets nobody else give a text of one's own, but has a condition whose text is one. */
  private static final String CONDITION_OF_ANY_TEXT = "USER_RAISED_EXCEPTION";

  private final String text;
  private final VectorDbException error;

  FailedStatementException(VectorDbException error) {
    super(
        CONDITION_OF_ANY_TEXT,
        ErrorText.parameters(Map.of("errorMessage", error.getMessage())),
        error,
        new QueryContext[0],
        "");
    this.text = ErrorText.of(error);
    this.error = error;
  }

  @Override
  public String getMessage() {
    return text;
  }

  @Override
  public String getCondition() {
    return error.condition().name();
  }

  @Override
  public String getSqlState() {
    return error.condition().sqlState();
  }

  @Override
  public Map<String, String> getMessageParameters() {
    return error.parameters();
  }
}
