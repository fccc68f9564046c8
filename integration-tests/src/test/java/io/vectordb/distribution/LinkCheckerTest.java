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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A small program is compiled against one release of a library and checked against another. */
class LinkCheckerTest {

  private static final String LIBRARY =
      """
      package lib;
      public class Library {
        public static final Object CONSTANT = "constant";
        public int answer() { return 42; }
        public interface Shape { double area(); }
        public interface Task { void run(String name); }
        public static class Base { public void close() {} }
      }
      """;

  private static final String PROGRAM =
      """
      package app;
      import lib.Library;
      class Program extends Library.Base implements Library.Shape {
        Library.Task task = name -> System.out.println(name);
        public double area() { return new Library().answer(); }
        public void close() { System.out.println(Library.CONSTANT); }
      }
      """;

  @TempDir static Path folder;

  private static Path program;

  @BeforeAll
  static void compileProgram() throws IOException {
    program = compile("app/Program.java", PROGRAM, List.of(library("old", LIBRARY)));
  }

  @Test
  void theReleaseItWasCompiledAgainstFits() throws IOException {
    assertEquals(Set.of(), LinkChecker.check(program, List.of(library("same", LIBRARY))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int answer()            | long answer()           | no method answer()I",
        "public int answer()     | int answer()            | not visible: method answer()I",
        "public int answer()     | public static int answer() | static now: method answer()I",
        "static final Object     | static final String     | no field CONSTANT",
        "interface Shape         | interface Figure        | Shape: no such class",
        "interface Shape { double area(); } | static class Shape {} | Shape: is a class now",
        "static class Base       | static final class Base | Base: is final",
        "public void close()     | public final void close() | has a final close()V",
        "double area();          | double area(); int sides(); | abstract sides()I",
        "void run(String name);  | void run(String name); void stop(); | abstract stop()V",
        "void run(String name);  | void start(String name); | no abstract run for a lambda"
      })
  void aChangeIsNamed(String before, String after, String problem) throws IOException {
    assertTrue(LIBRARY.contains(before), before);
    Path changed = library("changed", LIBRARY.replace(before, after));
    String found = LinkChecker.check(program, List.of(changed)).toString();
    assertTrue(found.contains(problem), found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double area();          | double area(); default int sides() { return 0; }",
        "void run(String name);  | void run(String name); boolean equals(Object other);",
        "public static class Base | public static class Base extends java.util.ArrayList<String>",
        "public int answer()     | protected void more() {} public int answer()"
      })
  void anAdditionIsHarmless(String before, String after) throws IOException {
    assertTrue(LIBRARY.contains(before), before);
    Path changed = library("added", LIBRARY.replace(before, after));
    assertEquals(Set.of(), LinkChecker.check(program, List.of(changed)));
  }

  private static Path library(String name, String source) throws IOException {
    return compile(name + "/lib/Library.java", source, List.of());
  }

  private static Path compile(String file, String source, List<Path> classPath) throws IOException {
    Path java = folder.resolve(file);
    Files.createDirectories(java.getParent());
    Files.writeString(java, source);
    Path classes = Files.createTempDirectory(folder, "classes");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    classPath.forEach(jar -> arguments.addAll(List.of("-cp", jar.toString())));
    arguments.add(java.toString());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, status, source);
    return jar(classes);
  }

  private static Path jar(Path classes) throws IOException {
    Path jar = classes.resolveSibling(classes.getFileName() + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
    return jar;
  }
}
