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
package io.vectordb.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vectordb.documents.Page;
import io.vectordb.documents.PageProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of README and of the documents that are in Python, on the newest release. */
class DocumentsIT {

  private static final Path SCRIPT = Path.of("src", "test", "python", "documents.py");
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @TempDir Path scratch;

  /** One process runs all pages, because to start Spark takes longer than that. */
  @Test
  void examplesInPythonRunAndFailuresAreNamedByPageAndLine() throws IOException {
    List<Page> pages =
        new ArrayList<>(Page.all().stream().filter(page -> page.runs("python")).toList());
    assertFalse(pages.isEmpty());
    pages.add(Page.of("a/page.md", "# A page\n\n```python\nx = 0\n1 / x\n```\n"));
    Path programs = Files.createDirectory(scratch.resolve("programs"));
    for (Page page : pages) {
      String name = page.name().replace('/', '+');
      Path root = Files.createDirectory(scratch.resolve(name));
      Files.writeString(programs.resolve(name), PageProgram.of(page, "python", root));
    }
    Command.Result result = run(programs);
    result.orElseThrow();
    List<String> lines = result.output().lines().toList();
    assertEquals(
        List.of("failed: a/page.md:5: ZeroDivisionError: division by zero"),
        lines.stream().filter(line -> line.startsWith("failed: ")).toList(),
        result::toString);
    assertEquals(pages.size() - 1, lines.stream().filter(line -> line.startsWith("ok: ")).count());
  }

  private Command.Result run(Path programs) {
    List<Distribution> all = Distribution.all();
    Distribution spark = all.get(all.size() - 1).withPythonOfDocuments();
    return Command.of(
            spark.python().toString(),
            SCRIPT.toAbsolutePath().toString(),
            Build.jar().toString(),
            programs.toString())
        .environment(spark.environment())
        .in(scratch)
        .run("documents-" + spark.version(), TIMEOUT);
  }
}
