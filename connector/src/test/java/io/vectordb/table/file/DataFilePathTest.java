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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.table.store.RelativePath;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of data files, whatever values the rows have. */
class DataFilePathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/b\\c=d:e",
        "\0",
        "\n\u007F",
        "\u00E4\u65E5",
        "half a pair: \uD83D",
        "the pair comes at the place where longer names are cut \uD83D\uDE00",
        "1234567890123456789012345678901234567\uD83D\uDE00",
        "123456789012345678901234567890123456789\uD83D\uDE00"
      })
  void isShortAsciiAndStaysInsideTheTable(String text) {
    for (Map<String, Object> partition :
        Arrays.<Map<String, Object>>asList(Map.of("p", text), Map.of(text + "p", 1L))) {
      String path = DataFilePath.next(partition);
      assertTrue(path.matches("data/[A-Za-z0-9%=._-]{1,90}/[0-9a-f-]{36}\\.arrow"), path);
      assertEquals(path, RelativePath.check(path, "t"));
    }
  }

  @Test
  void isForPeople() {
    Map<String, Object> partition = new LinkedHashMap<>();
    partition.put("category", "cats");
    partition.put("days(ts)", 19675L);
    partition.put("k", null);
    String path = DataFilePath.next(partition);
    String directories = "data/category=cats/days%28ts%29=19675/k=__HIVE_DEFAULT_PARTITION__/";
    assertTrue(path.startsWith(directories), path);
  }
}
