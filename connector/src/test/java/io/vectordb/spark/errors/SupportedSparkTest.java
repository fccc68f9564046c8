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

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupportedSparkTest {
  @ParameterizedTest
  @ValueSource(strings = {"3.5.7", "4.0.5", "2.4.8", "3.5.7-amzn-1", "4.0.0-SNAPSHOT"})
  void tooOld(String version) {
    assertEquals(
        Optional.of("vectordb needs Spark 4.1 to 4.3; this is " + version),
        SupportedSpark.problem(version));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"4.1.0", "4.1.4", "4.2.0", "4.3.0-vendor", "4.10.0", "10.0.0", "4.4.0", "custom"})
  void supportedOrUnknown(String version) {
    assertEquals(Optional.empty(), SupportedSpark.problem(version));
  }
}
