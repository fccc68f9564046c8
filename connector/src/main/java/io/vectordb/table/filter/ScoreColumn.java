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
package io.vectordb.table.filter;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A virtual column of a scan: the score of every row's vector.
 *
 * <p>Two score columns are equal if they have the same name and compute the same.
 */
public final class ScoreColumn implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How a score is rounded after its canonical computation in double precision. */
  public enum Precision {
    /** Rounded once to a 32-bit float, and widened again. */
    FLOAT,
    /** Not rounded. */
    DOUBLE
  }

  private final String name;
  private final String vectorColumn;
  private final Measure measure;
  private final double[] query;
  private final Precision precision;

  /**
   * Defines a score.
   *
   * @param name the name of the virtual column
   * @param vectorColumn the vector column to score
   * @param query the query vector widened to double precision; empty for a measure that needs none
   */
  public ScoreColumn(
      String name, String vectorColumn, Measure measure, double[] query, Precision precision) {
    this.name = Objects.requireNonNull(name);
    this.vectorColumn = Objects.requireNonNull(vectorColumn);
    this.measure = Objects.requireNonNull(measure);
    this.query = query.clone();
    this.precision = Objects.requireNonNull(precision);
  }

  public String name() {
    return name;
  }

  public String vectorColumn() {
    return vectorColumn;
  }

  public Measure measure() {
    return measure;
  }

  /** The query vector; callers must not change it. */
  public double[] query() {
    return query;
  }

  /** The number of elements of the query vector. */
  public int dimension() {
    return query.length;
  }

  public Precision precision() {
    return precision;
  }

  /** Whether {@code other} computes the same, whatever its name. */
  boolean computesSameAs(ScoreColumn other) {
    return vectorColumn.equals(other.vectorColumn)
        && measure == other.measure
        && precision == other.precision
        && Arrays.equals(query, other.query);
  }

  /** The one of {@code scores} that computes the same, so that it need not be computed twice. */
  public Optional<ScoreColumn> among(List<ScoreColumn> scores) {
    return scores.stream().filter(this::computesSameAs).findFirst();
  }

  /** This score under another name. */
  public ScoreColumn named(String newName) {
    return new ScoreColumn(newName, vectorColumn, measure, query, precision);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreColumn that && name.equals(that.name) && computesSameAs(that);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, vectorColumn, measure, precision, Arrays.hashCode(query));
  }

  @Override
  public String toString() {
    String arguments =
        measure.needsQuery() ? vectorColumn + ", query[" + query.length + "]" : vectorColumn;
    return name + " = " + measure.label() + "(" + arguments + ")";
  }
}
