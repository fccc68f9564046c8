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
package io.vectordb.table.file;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.table.schema.TableMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which codes the vectors of a table get. */
public enum Encoding {
  /** None. */
  NONE("none"),

  /** One 8-bit code for every element: a fourth of the bytes, whatever the data is like. */
  INT8(FileEncoder.FLAT),

  /**
   * 8-bit codes of the principal components in levels, of which most rows need the first only. For
   * vectors that vary in some directions more than in others, as embeddings do.
   */
  PCA_INT8(FileEncoder.ROTATED),

  /**
   * {@link #PCA_INT8} if the table has principal components or a file is large enough to find them
   * while it is written, else {@link #INT8}; none for short vectors.
   */
  AUTO("auto");

  private static final String PROPERTY = "codes";

  private final String label;

  Encoding(String label) {
    this.label = label;
  }

  /** What a table's property {@code codes} says; {@link #AUTO} if it has none. */
  public static Encoding of(TableMetadata metadata) {
    String label = metadata.properties().get(PROPERTY);
    return label == null ? AUTO : ofLabel(label);
  }

  /** As options and table properties spell it. */
  public String label() {
    return label;
  }

  /** The labels of all. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Encoding::label).toList();
  }

  /** The encoding that is spelled so, if there is one; case does not matter. */
  public static Optional<Encoding> find(String label) {
    return Arrays.stream(values())
        .filter(encoding -> encoding.label.equalsIgnoreCase(label.trim()))
        .findFirst();
  }

  /**
   * The encoding that is spelled so.
   *
   * @throws VectorDbException if there is none
   */
  public static Encoding ofLabel(String label) {
    return find(label)
        .orElseThrow(
            () ->
                new VectorDbException(
                    ErrorCondition.VECTORDB_OPTION_INVALID,
                    "There are no codes '" + label + "'; choose from " + labels()));
  }
}
