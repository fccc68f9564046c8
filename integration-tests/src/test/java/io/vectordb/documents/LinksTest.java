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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.junit.jupiter.api.Test;

/** Links of the repository's documents to its files and their headings. */
class LinksTest {

  private static final Set<String> NOT_OURS = Set.of("target", ".git");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(
        Page.REPOSITORY,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              documents.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return documents;
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> documents = documents();
    assertFalse(documents.isEmpty());
    Set<String> broken = new TreeSet<>();
    int links = 0;
    for (Path document : documents) {
      for (String link : links(Files.readString(document))) {
        links++;
        if (!leadsSomewhere(document, link)) {
          broken.add(Page.REPOSITORY.relativize(document) + " links to " + link);
        }
      }
    }
    assertEquals(Set.of(), broken);
    assertFalse(links == 0);
  }

  @Test
  void headingsAreAnchors() {
    assertEquals(
        Set.of("a-table", "codes-pca-int8-and-more", "again", "again-1"),
        anchors("# A `table`\n\n## Codes: `pca-int8`, and more!\n\n### Again\n\n### Again\n"));
  }

  /** Relative links, without those to the rest of the world. */
  private static List<String> links(String markdown) {
    Stream.Builder<String> links = Stream.builder();
    Page.parse(markdown)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link link) {
                if (!link.getDestination().contains("://")) {
                  links.add(link.getDestination());
                }
                visitChildren(link);
              }
            });
    return links.build().toList();
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target)
        && (parts.length == 1 || anchors(Files.readString(target)).contains(parts[1]));
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(String markdown) {
    Set<String> anchors = new TreeSet<>();
    Page.parse(markdown)
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Heading heading) {
                String anchor =
                    textOf(heading)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                        .replace(' ', '-');
                String unique = anchor;
                for (int i = 1; !anchors.add(unique); i++) {
                  unique = anchor + "-" + i;
                }
              }
            });
    return anchors;
  }

  private static String textOf(Node node) {
    return children(node)
        .map(
            child ->
                child instanceof Text text
                    ? text.getLiteral()
                    : child instanceof Code code ? code.getLiteral() : textOf(child))
        .collect(Collectors.joining());
  }

  private static Stream<Node> children(Node node) {
    return Stream.iterate(node.getFirstChild(), child -> child != null, Node::getNext);
  }
}
