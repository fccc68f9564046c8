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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A document for users, and the examples in it.
 *
 * <p>Examples are fenced blocks. One that cannot run stands behind a comment {@code <!-- not run:
 * reason -->}.
 *
 * @param name the page's path from the top folder of the repository
 * @param blocks all fenced blocks, in their order
 */
public record Page(String name, List<Block> blocks) {

  /** What examples are written in. */
  static final Set<String> LANGUAGES = Set.of("java", "sql", "python");

  /** The top folder of the repository. */
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private static final Parser PARSER =
      Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

  private static final Pattern NOT_RUN =
      Pattern.compile("\\s*<!--\\s*not run:(.*?)-->\\s*", Pattern.DOTALL);

  /**
   * An example.
   *
   * @param language what the fence names; empty if it names nothing
   * @param line the number of the first line of {@code text} in the page, from 1
   * @param text the lines between the fences
   * @param notRun why it does not run; empty if it does
   */
  public record Block(String language, int line, String text, Optional<String> notRun) {}

  /** Every page whose examples have to run: README and the folder of documents. */
  public static List<Page> all() {
    List<Page> pages = new ArrayList<>();
    pages.add(read(REPOSITORY.resolve("README.md")));
    try (Stream<Path> files = Files.list(REPOSITORY.resolve("connector/docs"))) {
      files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .forEach(file -> pages.add(read(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the documents", e);
    }
    return pages;
  }

  private static Page read(Path file) {
    try {
      return of(REPOSITORY.relativize(file).toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** The page that consists of {@code markdown}. */
  public static Page of(String name, String markdown) {
    List<Block> blocks = new ArrayList<>();
    parse(markdown)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(FencedCodeBlock block) {
                blocks.add(
                    new Block(
                        block.getInfo().strip(),
                        block.getSourceSpans().get(0).getLineIndex() + 2,
                        block.getLiteral(),
                        notRun(block.getPrevious())));
              }
            });
    return new Page(name, blocks);
  }

  static Node parse(String markdown) {
    return PARSER.parse(markdown);
  }

  private static Optional<String> notRun(Node before) {
    if (before instanceof HtmlBlock comment) {
      Matcher matcher = NOT_RUN.matcher(comment.getLiteral());
      if (matcher.matches()) {
        return Optional.of(matcher.group(1).strip());
      }
    }
    return Optional.empty();
  }

  /** Whether an example in this language runs. */
  public boolean runs(String language) {
    return running().anyMatch(block -> block.language().equals(language));
  }

  /** The examples that run, in their order. */
  Stream<Block> running() {
    return blocks.stream()
        .filter(block -> LANGUAGES.contains(block.language()) && block.notRun().isEmpty());
  }

  /** The name of the page's file. */
  String fileName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return name;
  }
}
