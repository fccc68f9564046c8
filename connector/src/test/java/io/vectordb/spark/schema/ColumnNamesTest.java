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
package io.vectordb.spark.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vectordb.errors.VectorDbException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {
  @Test
  void blanksAndEmptyNamesMeanNothing() {
    assertEquals(List.of(), ColumnNames.parse("k", ""));
    assertEquals(List.of("a", "b c", "d`e"), ColumnNames.parse("k", " a,, b c ,d`e,"));
  }

  @Test
  void backquotesHoldAnything() {
    List<String> names = List.of("a,b", " c ", "d`e", "`", "f.g", "日,本");
    assertEquals(names, ColumnNames.parse("k", ColumnNames.text(names)));
    assertEquals(List.of("a", "b,c", "d"), ColumnNames.parse("k", "a, `b,c` ,d"));
  }

  @Test
  void aBackquoteTooManyIsAnError() {
    for (String list : List.of("`a", "a,`b", "`a`b", "`a``")) {
      String message =
          assertThrows(VectorDbException.class, () -> ColumnNames.parse("mergeKeys", list))
              .getMessage();
      assertEquals(
          "Option mergeKeys is '"
              + list
              + "', but has to be names separated by commas; a name with a comma stands in"
              + " `backquotes`",
          message);
    }
  }
}
