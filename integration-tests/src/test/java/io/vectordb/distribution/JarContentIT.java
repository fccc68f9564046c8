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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar that users add holds our classes and nothing that Spark brings. */
class JarContentIT {

  @Test
  void holdsOnlyOurClasses() throws IOException {
    List<String> foreign =
        entries().stream()
            .filter(name -> !name.startsWith("io/vectordb/") && !name.startsWith("META-INF/"))
            .filter(name -> !name.equals("io/"))
            .toList();
    assertEquals(List.of(), foreign, "not ours in " + Build.jar());
    assertTrue(
        entries().stream().noneMatch(name -> name.startsWith("io/vectordb/testing/")),
        () -> Build.jar() + " has what only tests use");
  }

  @Test
  void holdsTheKernelsTheTableAndTheLicence() throws IOException {
    List<String> entries = entries();
    for (String needed :
        List.of("io/vectordb/kernels/", "io/vectordb/table/", "META-INF/LICENSE")) {
      assertTrue(
          entries.stream().anyMatch(name -> name.startsWith(needed)),
          () -> Build.jar() + " lacks " + needed);
    }
  }

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(Build.jar().toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }
}
