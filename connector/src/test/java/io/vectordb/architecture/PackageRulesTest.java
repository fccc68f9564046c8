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
package io.vectordb.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which package may lean on which, and on which classes of it. */
@AnalyzeClasses(packages = "io.vectordb", importOptions = PackageRulesTest.NoTests.class)
class PackageRulesTest {

  /** Leaves out classes of tests, of other modules too, and in every folder that is built into. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
  }

  private static final String ROOT = "io.vectordb.";

  /** Every package leans on packages before it only. */
  private static final List<String> ORDER =
      List.of(
          "kernels",
          "kernels.simd",
          "kernels.pairs",
          "codes",
          "errors",
          "table.schema",
          "table.store",
          "table.file",
          "table.filter",
          "table",
          "table.scan",
          "table.rewrite",
          "spark.errors",
          "spark.metric",
          "spark.functions",
          "spark.plan",
          "spark.join.task",
          "spark.join",
          "spark.column",
          "spark.schema",
          "spark.search",
          "spark.read",
          "spark.write",
          "spark.duplicates",
          "spark.rowlevel",
          "spark.changes",
          "spark.stream",
          "spark",
          "spark.catalog",
          "spark.ml");

  /** What the packages of {@code spark} use of tables, by package. */
  private static final Map<String, Set<String>> FACE_OF_TABLE =
      Map.ofEntries(
          entry(
              "table.schema",
              Set.of(
                  "ColumnStats",
                  "PartitionField",
                  "PartitionTransform",
                  "ScalarKind",
                  "SchemaCompatibility",
                  "SchemaEvolution",
                  "TableMetadata",
                  "TableSchema",
                  "VectorColumn",
                  "VectorStats",
                  "VectorType")),
          entry("table.store", Set.of("FileEntry", "TableLocation", "TableStore")),
          entry(
              "table.file",
              Set.of(
                  "BatchSize",
                  "CodeFile",
                  "CodePolicy",
                  "DataFile",
                  "DataFilePath",
                  "DataFileWriter",
                  "Encoding",
                  "StoredFile")),
          entry("table.filter", Set.of("Filter", "Measure", "RowMatch", "ScoreColumn")),
          entry(
              "table",
              Set.of(
                  "CommitCounts",
                  "ExpiryResult",
                  "HistoryEntry",
                  "KeyRanges",
                  "Snapshot",
                  "SnapshotExpiry",
                  "Table",
                  "Transaction",
                  "Vacuum",
                  "VacuumResult",
                  "VersionChanges")),
          entry(
              "table.scan",
              Set.of(
                  "ScanBatch",
                  "ScanMetrics",
                  "ScanPlan",
                  "ScanSpec",
                  "ScanVectors",
                  "ScoreLimit",
                  "Segment",
                  "SegmentScan")),
          entry(
              "table.rewrite",
              Set.of(
                  "Compaction",
                  "CompactionResult",
                  "CompactionTask",
                  "MissingCodes",
                  "Optimization")));

  @ArchTest
  static void everyPackageHasAPlaceInTheOrder(JavaClasses classes) {
    Set<String> packages =
        classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    assertEquals(
        new TreeSet<>(ORDER.stream().map(name -> ROOT + name).toList()), new TreeSet<>(packages));
  }

  @ArchTest
  static void packagesLeanOnThoseBefore(JavaClasses classes) {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] later =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(name -> ROOT + name)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + ORDER.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .check(classes);
    }
  }

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.vectordb.(**)").should().beFreeOfCycles();

  @ArchTest
  static void sparkUsesTheFaceOfTheTable(JavaClasses classes) {
    Set<String> used =
        classes.stream()
            .filter(resideInAPackage("io.vectordb.spark.."))
            .flatMap(user -> user.getDirectDependenciesFromSelf().stream())
            .map(dependency -> outermost(dependency.getTargetClass().getBaseComponentType()))
            .filter(resideInAnyPackage("io.vectordb.table..", "io.vectordb.codes.."))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> face = new TreeSet<>();
    FACE_OF_TABLE.forEach(
        (name, members) -> members.forEach(member -> face.add(ROOT + name + "." + member)));
    assertEquals(face, used);
  }

  private static JavaClass outermost(JavaClass nested) {
    return nested.getEnclosingClass().map(PackageRulesTest::outermost).orElse(nested);
  }

  @ArchTest
  static final ArchRule kernelsNeedOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage("io.vectordb.kernels..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.vectordb.kernels..", "java..", "com.sun.management..", "jdk.incubator.vector..");

  @ArchTest
  static final ArchRule onlySimdTouchesTheVectorApi =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vectordb.kernels.simd..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  @ArchTest
  static final ArchRule onlyKernelsChooseTheSimdForm =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vectordb.kernels..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vectordb.kernels.simd..");

  @ArchTest
  static final ArchRule theTableIsFreeOfSpark =
      noClasses()
          .that()
          .resideInAnyPackage("io.vectordb.table..", "io.vectordb.errors..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule codesAreFreeOfSparkAndArrow =
      noClasses()
          .that()
          .resideInAPackage("io.vectordb.codes..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "scala..");

  @ArchTest
  static final ArchRule onlyMlTouchesOpenCv =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vectordb.spark.ml..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.opencv..", "nu.pattern..");
}
