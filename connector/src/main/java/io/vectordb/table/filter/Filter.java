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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A condition on the columns and scores of a row, with SQL's three-valued logic: a row passes if
 * the condition is true, not if it is false or NULL. Literals have the types of {@code Scalars}.
 */
public sealed interface Filter extends Serializable {

  /** The comparisons. */
  enum Operator {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    EQUAL("="),
    NOT_EQUAL("<>"),
    GREATER_OR_EQUAL(">="),
    GREATER(">");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** Whether {@code comparison}, the sign of a three-way comparison, satisfies this operator. */
    public boolean accepts(int comparison) {
      return switch (this) {
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case EQUAL -> comparison == 0;
        case NOT_EQUAL -> comparison != 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
        case GREATER -> comparison > 0;
      };
    }

    /** The operator that holds exactly where this one does not. */
    public Operator negated() {
      return switch (this) {
        case LESS -> GREATER_OR_EQUAL;
        case LESS_OR_EQUAL -> GREATER;
        case EQUAL -> NOT_EQUAL;
        case NOT_EQUAL -> EQUAL;
        case GREATER_OR_EQUAL -> LESS;
        case GREATER -> LESS_OR_EQUAL;
      };
    }

    /** The operator for exchanged operands. */
    public Operator flipped() {
      return switch (this) {
        case LESS -> GREATER;
        case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
        case EQUAL, NOT_EQUAL -> this;
        case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
        case GREATER -> LESS;
      };
    }
  }

  /** How a string has to contain another. */
  enum Position {
    PREFIX,
    SUFFIX,
    ANYWHERE
  }

  /** {@code column operator literal}; NULL if the column is NULL. The literal is not null. */
  record Compare(String column, Operator operator, Object literal) implements Filter {
    @Override
    public String toString() {
      return column + " " + operator.symbol + " " + text(literal);
    }
  }

  /** {@code column IN (literals)}; the literals are not null; NULL if the column is NULL. */
  record In(String column, List<Object> literals) implements Filter {
    @Override
    public String toString() {
      return column
          + " IN ("
          + literals.stream().map(Filter::text).collect(Collectors.joining(", "))
          + ")";
    }
  }

  /** {@code column IS NULL}; for a vector column: the vector itself is NULL. Never NULL. */
  record IsNull(String column) implements Filter {
    @Override
    public String toString() {
      return column + " IS NULL";
    }
  }

  /** A string test; NULL if the column is NULL. */
  record Matches(String column, Position position, String text) implements Filter {
    @Override
    public String toString() {
      return column
          + switch (position) {
            case PREFIX -> " STARTS WITH ";
            case SUFFIX -> " ENDS WITH ";
            case ANYWHERE -> " CONTAINS ";
          }
          + Filter.text(text);
    }
  }

  /** Both. */
  record And(Filter left, Filter right) implements Filter {
    @Override
    public String toString() {
      return left + " AND " + right;
    }
  }

  /** At least one. */
  record Or(Filter left, Filter right) implements Filter {
    @Override
    public String toString() {
      return "(" + left + " OR " + right + ")";
    }
  }

  /** Not; NULL stays NULL. */
  record Not(Filter filter) implements Filter {
    @Override
    public String toString() {
      return filter instanceof IsNull isNull
          ? isNull.column + " IS NOT NULL"
          : "NOT (" + filter + ")";
    }
  }

  /** Always true or always false. */
  record Constant(boolean value) implements Filter {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /**
   * Every one of {@code filters}; true if there are none. {@code column IS NOT NULL}, which Spark
   * adds to every condition on a column, is left out where a comparison of the column implies it.
   */
  static Filter all(List<Filter> filters) {
    Set<String> compared = new TreeSet<>();
    for (Filter filter : filters) {
      if (filter instanceof Compare || filter instanceof In || filter instanceof Matches) {
        compared.addAll(filter.columns());
      }
    }
    return filters.stream()
        .filter(
            filter ->
                !(filter instanceof Not not
                    && not.filter instanceof IsNull isNull
                    && compared.contains(isNull.column)))
        .reduce(And::new)
        .orElse(new Constant(true));
  }

  /** The names of the columns and scores that this condition reads. */
  default Set<String> columns() {
    Set<String> names = new TreeSet<>();
    collect(this, names);
    return names;
  }

  /** The names of the columns and scores whose values this condition compares with others. */
  default Set<String> comparedColumns() {
    if (this instanceof And f) {
      return union(f.left.comparedColumns(), f.right.comparedColumns());
    } else if (this instanceof Or f) {
      return union(f.left.comparedColumns(), f.right.comparedColumns());
    } else if (this instanceof Not f) {
      return f.filter.comparedColumns();
    }
    return this instanceof IsNull ? Set.of() : columns();
  }

  private static Set<String> union(Set<String> left, Set<String> right) {
    Set<String> union = new TreeSet<>(left);
    union.addAll(right);
    return union;
  }

  private static void collect(Filter filter, Set<String> names) {
    if (filter instanceof Compare f) {
      names.add(f.column);
    } else if (filter instanceof In f) {
      names.add(f.column);
    } else if (filter instanceof IsNull f) {
      names.add(f.column);
    } else if (filter instanceof Matches f) {
      names.add(f.column);
    } else if (filter instanceof And f) {
      collect(f.left, names);
      collect(f.right, names);
    } else if (filter instanceof Or f) {
      collect(f.left, names);
      collect(f.right, names);
    } else if (filter instanceof Not f) {
      collect(f.filter, names);
    }
  }

  private static String text(Object literal) {
    return literal instanceof String s ? "'" + s + "'" : String.valueOf(literal);
  }
}
