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
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.trees.Origin;
import scala.Option;

/** A statement that cannot be run, because of what it says. */
final class InvalidStatementException extends AnalysisException {
  private static final long serialVersionUID = 1L;

  private final VectorDbException error;

  InvalidStatementException(VectorDbException error) {
    this(error, Option.empty(), Option.empty());
  }

  private InvalidStatementException(
      VectorDbException error, Option<Object> line, Option<Object> column) {
    super(
        ErrorText.of(error),
        line,
        column,
        Option.apply(error),
        Option.apply(error.condition().name()),
        ErrorText.parameters(error.parameters()),
        new QueryContext[0],
        Option.apply(error.condition().sqlState()),
        Option.empty());
    this.error = error;
  }

  /**
   * Without the text of the query: where there is one, PySpark makes the message anew from the
   * condition, which it finds among Spark's own only.
   */
  @Override
  public AnalysisException withPosition(Origin origin) {
    AnalysisException positioned =
        new InvalidStatementException(error, origin.line(), origin.startPosition());
    positioned.setStackTrace(getStackTrace());
    return positioned;
  }
}
