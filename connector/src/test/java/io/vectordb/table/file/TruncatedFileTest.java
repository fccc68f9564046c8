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

import io.vectordb.table.store.JvmProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are cut short while they are mapped are an error, and not the end of the process. */
class TruncatedFileTest {
  @TempDir Path directory;

  @Test
  void scansNameDataFilesThatAreCutShortAndDoWithoutCodes()
      throws IOException, InterruptedException {
    Process process =
        JvmProcess.builder(
                Path.of(System.getProperty("java.home")),
                JvmProcess.flags(),
                TruncationProcess.class,
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals("passed", output.strip());
  }
}
