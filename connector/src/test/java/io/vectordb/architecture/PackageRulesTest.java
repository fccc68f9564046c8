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

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which package may import which: {@code spark -> spark.plan -> spark.functions -> table ->
 * kernels}. {@code spark.catalog} and {@code spark.ml} sit on top; nothing imports them.
 */
@AnalyzeClasses(packages = "io.vectordb", importOptions = PackageRulesTest.NoTests.class)
class PackageRulesTest {

  /** Leaves out classes of tests, of other modules too, and in every folder that is built into. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
  }

  private static final String KERNELS = "io.vectordb.kernels..";
  private static final String TABLE = "io.vectordb.table..";
  private static final String CODES = "io.vectordb.codes..";
  private static final String SPARK = "io.vectordb.spark";
  private static final String ERRORS = "io.vectordb.spark.errors..";
  private static final String PLAN = "io.vectordb.spark.plan..";
  private static final String FUNCTIONS = "io.vectordb.spark.functions..";
  private static final String CATALOG = "io.vectordb.spark.catalog..";
  private static final String COLUMN = "io.vectordb.spark.column..";
  private static final String WRITE = "io.vectordb.spark.write..";
  private static final String METRIC = "io.vectordb.spark.metric..";
  private static final String ML = "io.vectordb.spark.ml..";

  @ArchTest
  static final ArchRule kernelsNeedOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage(KERNELS)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(KERNELS, "java..", "com.sun.management..", "jdk.incubator.vector..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlySimdTouchesTheVectorApi =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vectordb.kernels.simd..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyKernelsChooseTheSimdForm =
      noClasses()
          .that()
          .resideOutsideOfPackage(KERNELS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vectordb.kernels.simd..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule theTableIsFreeOfSpark =
      noClasses()
          .that()
          .resideInAPackage(TABLE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule codesAreFreeOfSparkAndArrow =
      noClasses()
          .that()
          .resideInAPackage(CODES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "scala..")
          .allowEmptyShould(true);

  @ArchTest static final ArchRule codesImportKernels = mayImport(CODES, KERNELS);

  @ArchTest static final ArchRule tableImportsCodes = mayImport(TABLE, CODES, KERNELS);

  @ArchTest static final ArchRule errorsImportTable = mayImport(ERRORS, TABLE);

  @ArchTest
  static final ArchRule functionsImportTable = mayImport(FUNCTIONS, ERRORS, TABLE, KERNELS);

  @ArchTest
  static final ArchRule planImportsFunctions = mayImport(PLAN, FUNCTIONS, ERRORS, TABLE, KERNELS);

  @ArchTest
  static final ArchRule sparkImportsPlan =
      mayImport(SPARK, COLUMN, WRITE, METRIC, PLAN, FUNCTIONS, ERRORS, TABLE, KERNELS);

  @ArchTest static final ArchRule columnImportsTable = mayImport(COLUMN, TABLE);

  @ArchTest static final ArchRule writeImportsFunctions = mayImport(WRITE, FUNCTIONS, TABLE);

  @ArchTest static final ArchRule metricImportsNothing = mayImport(METRIC);

  @ArchTest
  static final ArchRule catalogImportsSpark =
      mayImport(CATALOG, SPARK, PLAN, FUNCTIONS, ERRORS, TABLE, KERNELS);

  @ArchTest
  static final ArchRule mlImportsFunctions = mayImport(ML, FUNCTIONS, ERRORS, TABLE, KERNELS);

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.vectordb.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyMlTouchesOpenCv =
      noClasses()
          .that()
          .resideOutsideOfPackage(ML)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.opencv..", "nu.pattern..")
          .allowEmptyShould(true);

  /** Of our own packages, classes of {@code from} depend on {@code from} and {@code to} only. */
  private static ArchRule mayImport(String from, String... to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.vectordb..")
                .and(not(resideInAPackage(from)))
                .and(not(resideInAnyPackage(to))))
        .allowEmptyShould(true);
  }
}
