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
import scala.jdk.javaapi.CollectionConverters;

/** Errors in the form in which Spark shows its own. */
final class ErrorText {
  private ErrorText() {}

  static String of(VectorDbException error) {
    return "["
        + error.condition().name()
        + "] "
        + sentence(error.getMessage())
        + " SQLSTATE: "
        + error.condition().sqlState();
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  static scala.collection.immutable.Map<String, String> parameters(Map<String, String> parameters) {
    return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(parameters));
  }
}
