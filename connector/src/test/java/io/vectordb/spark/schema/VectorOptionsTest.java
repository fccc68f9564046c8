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
package io.vectordb.spark.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import io.vectordb.table.file.Encoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorOptionsTest {
  private static VectorOptions options(String key, String value) {
    return VectorOptions.of(Map.of(key, value));
  }

  private static void assertRefused(
      Map<String, String> options, Function<VectorOptions, Object> read, String... parts) {
    String message =
        assertThrows(VectorDbException.class, () -> read.apply(VectorOptions.of(options)))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void nothingIsSet() {
    VectorOptions none = VectorOptions.of(Map.of());
    assertEquals(Encoding.AUTO, none.codes());
    assertEquals(Long.MAX_VALUE, none.rowsPerFile());
    assertEquals(List.of(), none.mergeKeys());
    assertEquals(List.of(), none.partitionColumns());
    assertEquals(Optional.empty(), none.vectorColumns());
    assertEquals(Optional.empty(), none.dimension("v", 2));
    assertEquals(Optional.empty(), none.overwritesPartitions());
    assertEquals(Optional.empty(), none.versionAsOf());
    assertEquals(Optional.empty(), none.timeTravel());
    assertEquals(Optional.empty(), none.writeIdentity());
    assertEquals(false, none.flag(Option.MERGE_SCHEMA));
    assertEquals(false, none.hasPath());
  }

  @Test
  void namesAndWordsAreNotCaseSensitive() {
    assertEquals(5, options("ROWSperfile", " 5 ").rowsPerFile());
    assertEquals(true, options("mergeschema", "TRUE").flag(Option.MERGE_SCHEMA));
    assertEquals(
        Optional.of(true), options("PARTITIONOVERWRITEMODE", "Dynamic").overwritesPartitions());
  }

  @ParameterizedTest
  @EnumSource(Option.class)
  void optionsOfStatementsAreKnown(Option option) {
    Map<String, String> set = Map.of(option.key(), "none");
    if (option.isOfStatements()) {
      assertEquals(Optional.of("none"), VectorOptions.of(set).text(option));
    } else {
      assertRefused(set, options -> options, "vectordb has no option");
    }
  }

  @ParameterizedTest
  @CsvSource({"code, codes", "rowPerFile, rowsPerFile", "versionAt, versionAsOf", "pth, path"})
  void theNearestNameIsSuggested(String wrong, String right) {
    assertRefused(
        Map.of(wrong, "1"), options -> options, "Did you mean '" + right + "'", "mergeKeys");
  }

  @Test
  void aCatalogsTableMayHaveOtherProperties() {
    VectorOptions defined = VectorOptions.ofDefinition(Map.of("owner", "me", "codes", "int8"));
    assertTrue(defined.isCatalogTable());
    assertEquals(Encoding.INT8, defined.codes());
    assertEquals(Map.of("codes", "int8"), defined.tableProperties());
  }

  @Test
  void wrongValuesAreNamed() {
    assertRefused(Map.of("codes", "zip"), VectorOptions::codes, "codes is 'zip'", "int8");
    assertRefused(Map.of("rowsPerFile", "few"), VectorOptions::rowsPerFile, "whole number");
    assertRefused(Map.of("rowsPerFile", "0"), VectorOptions::rowsPerFile, "a positive number");
    assertRefused(Map.of("versionAsOf", "last"), VectorOptions::versionAsOf, "'last'");
    assertRefused(
        Map.of("mergeSchema", "yes"),
        options -> options.flag(Option.MERGE_SCHEMA),
        "mergeSchema is 'yes'",
        "true or false");
    assertRefused(
        Map.of("partitionOverwriteMode", "all"),
        VectorOptions::overwritesPartitions,
        "static or dynamic");
    assertRefused(Map.of("mergeKeys", "a,`b"), VectorOptions::mergeKeys, "mergeKeys", "backquotes");
  }

  @Test
  void aTableIsAtOnePath() {
    assertRefused(Map.of(), VectorOptions::path, "No path was given");
    assertRefused(Map.of("paths", "[a, b]"), VectorOptions::path, "[a, b]", "union");
    assertEquals("/data", options("path", "/data").path());
  }

  @Test
  void theTablesPropertiesHoldUnlessTheWriteSaysOtherwise() {
    Map<String, String> properties =
        Map.of("codes", "int8", "rowsPerFile", "7", "mergeKeys", "id", "dimension", "3");
    VectorOptions write = options("codes", "none").over(properties);
    assertEquals(Encoding.NONE, write.codes());
    assertEquals(7, write.rowsPerFile());
    assertEquals(List.of(), write.mergeKeys());
    assertEquals(Optional.empty(), write.dimension("v", 1));
  }

  @Test
  void dimensionsAreThoseOfTheirColumns() {
    VectorOptions all = VectorOptions.of(Map.of("dimension", "3", "vector.a.b.dimension", "4"));
    assertEquals(Optional.of(3), all.dimension("v", 1));
    assertEquals(Optional.of(4), all.dimension("a.b", 2));
    assertRefused(
        Map.of("dimension", "3"),
        options -> options.dimension("v", 2),
        "2 vector columns",
        "vector.v.dimension");
    assertRefused(
        Map.of("vector.v.dimension", "many"),
        options -> options.dimension("v", 2),
        "vector.v.dimension is 'many'");
  }

  @Test
  void definitionsSayWhatColumnsAre() {
    assertTrue(DimensionOption.definesColumns("VECTORCOLUMN"));
    assertTrue(DimensionOption.definesColumns("dimension"));
    assertTrue(DimensionOption.definesColumns("Vector.v.Dimension"));
    assertEquals(false, DimensionOption.definesColumns("codes"));
    assertEquals(false, DimensionOption.isOne("dimension"));
  }

  @Test
  void aVersionIsNamedInMessages() {
    assertEquals(Optional.of("Version 3"), options("versionAsOf", "3").timeTravel());
    assertEquals(
        Optional.of("The version of 2026-01-31"),
        options("timestampAsOf", "2026-01-31").timeTravel());
    assertEquals(Optional.of(3L), VectorOptions.ofCatalogAt(3).versionAsOf());
  }

  @Test
  void anIdentityHasTwoParts() {
    VectorOptions both = VectorOptions.of(Map.of("txnAppId", "job", "txnVersion", "9"));
    assertEquals(Optional.of(new WriteIdentity("job", 9)), both.writeIdentity());
    assertRefused(Map.of("txnAppId", "job"), VectorOptions::writeIdentity, "only txnAppId is set");
    assertRefused(Map.of("txnVersion", "9"), VectorOptions::writeIdentity, "only txnVersion");
  }
}
