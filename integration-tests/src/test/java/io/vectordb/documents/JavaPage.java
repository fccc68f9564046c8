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
package io.vectordb.documents;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** Compiles and runs the examples of a page that are in Java or SQL. */
public final class JavaPage {

  /** Examples leave out what every program with Spark imports. */
  private static final String HEAD =
      Stream.of("java.util.*", "org.apache.spark.sql.*", "static org.apache.spark.sql.functions.*")
              .map(name -> "import " + name + ";")
              .collect(Collectors.joining())
          + "%s final class Program {"
          + " static java.util.function.Consumer<String> statements;"
          + " static void runSql(String statement) { statements.accept(statement); }"
          + " static void run(SparkSession spark) throws Exception {";

  private final Page page;
  private final Path root;

  private JavaPage(Page page, Path root) {
    this.page = page;
    this.root = root;
  }

  /**
   * Runs a page.
   *
   * @param root a directory for its data
   * @throws AssertionError if an example does not compile or fails; the message has its line
   */
  public static void run(Page page, SparkSession spark, Path root) throws IOException {
    JavaPage program = new JavaPage(page, root);
    Path classes = program.compile();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, JavaPage.class.getClassLoader())) {
      program.call(loader.loadClass("Program"), spark);
      program.finishStreams(spark);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(page.name(), e);
    }
  }

  private Path compile() throws IOException {
    Path classes = Files.createDirectories(root.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      boolean compiles =
          compiler
              .getTask(
                  null,
                  files,
                  problems,
                  List.of("-proc:none", "-d", classes.toString(), "-cp", classPath()),
                  null,
                  List.of(new Source(page.fileName(), source())))
              .call();
      if (!compiles) {
        throw new AssertionError(
            problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(problem -> at(problem.getLineNumber(), problem.getMessage(null)))
                .collect(Collectors.joining("\n")));
      }
    }
    return classes;
  }

  /** Imports may stand in the middle of a page, but not of a method. */
  private String source() {
    String program = PageProgram.of(page, "java", root);
    String imports = program.lines().filter(JavaPage::isImport).collect(Collectors.joining(" "));
    return HEAD.formatted(imports)
        + program.lines().map(line -> isImport(line) ? "" : line).collect(Collectors.joining("\n"))
        + "\n}}";
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private void call(Class<?> program, SparkSession spark) throws ReflectiveOperationException {
    Consumer<String> statements = statement -> spark.sql(statement).collect();
    Field calls = program.getDeclaredField("statements");
    calls.setAccessible(true);
    calls.set(null, statements);
    Method run = program.getDeclaredMethod("run", SparkSession.class);
    run.setAccessible(true);
    try {
      run.invoke(null, spark);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new AssertionError(at(lineOf(cause), cause.toString()), cause);
    }
  }

  /** Streams that an example has started and left to themselves. */
  private void finishStreams(SparkSession spark) {
    try {
      for (StreamingQuery query : spark.streams().active()) {
        query.processAllAvailable();
      }
      // This fails if a query has failed before, which is not active any more.
      spark.streams().awaitAnyTermination(1);
    } catch (StreamingQueryException e) {
      throw new AssertionError(at(0, e.toString()), e);
    }
  }

  /** Where the example is that has failed, itself or in a statement. */
  private long lineOf(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> page.fileName().equals(frame.getFileName()))
        .filter(frame -> !frame.getMethodName().equals("runSql"))
        .findFirst()
        .map(StackTraceElement::getLineNumber)
        .orElse(0);
  }

  private String at(long line, String message) {
    return page.name() + ":" + line + ": " + message;
  }

  /** A page is a source file by its own name, which traces of exceptions then show. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("page:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
