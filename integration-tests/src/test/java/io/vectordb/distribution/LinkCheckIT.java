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

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.distribution.LinkChecker.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One jar serves several releases of Spark: everything that it names must exist in each of them.
 */
class LinkCheckIT {

  /**
   * A class that may name what some release lacks, because it is only loaded where that exists.
   *
   * @param from prefix of the class of ours
   * @param target prefix of the class that may be absent
   * @param reason what keeps it from being loaded elsewhere
   */
  private record Guarded(String from, String target, String reason) {

    boolean allows(Problem problem) {
      return problem.from().startsWith(from) && problem.target().startsWith(target);
    }
  }

  private static final List<Guarded> GUARDED =
      List.of(
          new Guarded(
              "io/vectordb/spark/ml/",
              "org/opencv/",
              "featurizers need OpenCV, which users add themselves"),
          new Guarded(
              "io/vectordb/spark/ml/",
              "nu/pattern/",
              "the loader of OpenCV's native library, in the same jar"),
          new Guarded(
              "io/vectordb/spark/join/NearestByRule",
              "org/apache/spark/sql/catalyst/plans/logical/NearestByJoin",
              "NEAREST BY, whose rule is only made where Spark knows the join"),
          new Guarded(
              "io/vectordb/spark/join/NearestByRule",
              "org/apache/spark/sql/catalyst/plans/NearestBy",
              "the directions of that join"),
          new Guarded(
              "io/vectordb/spark/changes/VectorChangelog",
              "org/apache/spark/sql/connector/catalog/Changelog",
              "CHANGES in SQL, which only Spark 4.2 and newer ask a catalog for"),
          new Guarded(
              "io/vectordb/spark/catalog/VectorCatalog",
              "org/apache/spark/sql/connector/catalog/Changelog",
              "types of a method that older releases do not call"),
          new Guarded(
              "io/vectordb/spark/EvolvableVectorTable",
              "org/apache/spark/sql/connector/catalog/SupportsSchemaEvolution",
              "targets of statements that Spark 4.2 and newer know"),
          new Guarded(
              "io/vectordb/spark/plan/SchemaEvolutionRule",
              "org/apache/spark/sql/catalyst/plans/logical/",
              "statements that Spark 4.2 and newer know; others do not get the rule"));

  static List<Distribution> distributions() {
    return Distribution.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("distributions")
  void everyReferenceResolves(Distribution spark) throws IOException {
    Set<Problem> problems = LinkChecker.check(Build.jar(), spark.jars());
    String report =
        problems.stream()
            .filter(problem -> GUARDED.stream().noneMatch(guarded -> guarded.allows(problem)))
            .map(Problem::toString)
            .collect(Collectors.joining("\n"));
    assertTrue(report.isEmpty(), () -> spark + " lacks what " + Build.jar() + " needs:\n" + report);
  }

  /** A check that found nothing wrong anywhere would prove nothing. */
  @Test
  void aJarWithoutItsClassPathHasProblems() throws IOException {
    List<Path> nothing = List.of();
    assertFalse(LinkChecker.check(Build.jar(), nothing).isEmpty());
  }
}
