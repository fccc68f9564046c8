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

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.util.StringUtils;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The examples of a page as one program, in their order: those in one language, and between them
 * every SQL statement as a call of {@code runSql}.
 *
 * <p>Every line has the number that it has in the page, so that errors of a compiler and traces of
 * exceptions name it. The first line, which is the page's title, makes what every page finds:
 * {@code documents/fixture.sql}.
 */
public final class PageProgram {

  private static final ObjectMapper LITERALS = new ObjectMapper();

  /** Paths of examples, which lie in a directory of their own when they run. */
  private static final Pattern PATH = Pattern.compile("(?<![\\w/.])/(data|checkpoints)/");

  private final Path root;

  /** The text of each line that has any, by its number. */
  private final TreeMap<Integer, String> lines = new TreeMap<>();

  private PageProgram(Path root) {
    this.root = root;
  }

  /**
   * The program of the examples of {@code page} in {@code language}.
   *
   * @param root where {@code /data} and {@code /checkpoints} are
   */
  public static String of(Page page, String language, Path root) {
    PageProgram program = new PageProgram(root.toAbsolutePath());
    statements(fixture()).forEach(statement -> program.call(1, statement.text()));
    page.running().forEach(block -> program.add(block, language));
    return program.text();
  }

  private static String fixture() {
    try (InputStream in = PageProgram.class.getResourceAsStream("/documents/fixture.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read documents/fixture.sql", e);
    }
  }

  private void add(Page.Block block, String language) {
    if (block.language().equals(language)) {
      List<String> text = block.text().lines().toList();
      for (int i = 0; i < text.size(); i++) {
        put(block.line() + i, local(text.get(i)));
      }
    } else if (block.language().equals("sql")) {
      statements(block.text())
          .forEach(statement -> call(block.line() + statement.line(), statement.text()));
    }
  }

  /** The same in Java and in Python, of which a literal of JSON is one, too. */
  private void call(int line, String statement) {
    try {
      put(line, "runSql(" + LITERALS.writeValueAsString(local(statement)) + ");");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(statement, e);
    }
  }

  private void put(int line, String text) {
    lines.merge(line, text, String::concat);
  }

  private String local(String text) {
    return PATH.matcher(text).replaceAll(Matcher.quoteReplacement(root.toString()) + "/$1/");
  }

  private String text() {
    return Stream.iterate(1, line -> line + 1)
        .limit(lines.lastKey())
        .map(line -> lines.getOrDefault(line, ""))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * A statement.
   *
   * @param line of the block on which it begins, from 0
   */
  private record Statement(int line, String text) {}

  private static Stream<Statement> statements(String block) {
    Stream.Builder<Statement> statements = Stream.builder();
    int end = 0;
    for (String part :
        CollectionConverters.asJava(StringUtils.splitSemiColonWithIndex(block, false))) {
      int start = block.indexOf(part, end);
      end = start + part.length();
      String statement = part.stripLeading();
      if (!statement.isEmpty()) {
        start += part.length() - statement.length();
        int line = (int) block.substring(0, start).lines().count();
        boolean isWithinLine = start > 0 && block.charAt(start - 1) != '\n';
        statements.add(new Statement(isWithinLine ? line - 1 : line, statement.stripTrailing()));
      }
    }
    return statements.build();
  }
}
