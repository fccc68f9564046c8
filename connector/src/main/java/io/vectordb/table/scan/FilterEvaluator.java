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
package io.vectordb.table.scan;

import io.vectordb.table.file.Selection;
import io.vectordb.table.filter.Filter;
import io.vectordb.table.filter.Filter.And;
import io.vectordb.table.filter.Filter.Compare;
import io.vectordb.table.filter.Filter.Constant;
import io.vectordb.table.filter.Filter.In;
import io.vectordb.table.filter.Filter.IsNull;
import io.vectordb.table.filter.Filter.Matches;
import io.vectordb.table.filter.Filter.Not;
import io.vectordb.table.filter.Filter.Operator;
import io.vectordb.table.filter.Filter.Or;
import io.vectordb.table.filter.Filter.Position;
import io.vectordb.table.schema.ScalarReader;
import io.vectordb.table.schema.Scalars;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Evaluates conditions on the rows of one batch.
 *
 * <p>A condition is asked for the rows where it is true or for those where it is false; rows where
 * it is NULL are in neither answer. So NOT only exchanges the question, and no third truth value
 * has to be carried.
 */
final class FilterEvaluator {
  private final ScoredBatch batch;

  FilterEvaluator(ScoredBatch batch) {
    this.batch = batch;
  }

  /** The rows of {@code in} where {@code filter} is true. */
  Selection whereTrue(Filter filter, Selection in) {
    return where(filter, true, in);
  }

  private Selection where(Filter filter, boolean truth, Selection in) {
    if (in.isEmpty()) {
      return in;
    } else if (filter instanceof And f) {
      return truth ? both(f.left(), f.right(), true, in) : either(f.left(), f.right(), false, in);
    } else if (filter instanceof Or f) {
      return truth ? either(f.left(), f.right(), true, in) : both(f.left(), f.right(), false, in);
    } else if (filter instanceof Not f) {
      return where(f.filter(), !truth, in);
    } else if (filter instanceof Constant f) {
      return f.value() == truth ? in : in.first(0);
    } else if (filter instanceof IsNull f) {
      return select(in, nulls(f.column(), in), truth);
    } else if (filter instanceof Compare f) {
      return compare(f, truth ? f.operator() : f.operator().negated(), in);
    } else if (filter instanceof In f) {
      return in(f, truth, in);
    } else if (filter instanceof Matches f) {
      return matches(f, truth, in);
    }
    throw new IllegalArgumentException("unknown filter " + filter);
  }

  /** Cheap conditions first: a score that is not needed is not computed. */
  private Selection both(Filter left, Filter right, boolean truth, Selection in) {
    boolean leftFirst = !batch.readsScore(left) || batch.readsScore(right);
    Filter first = leftFirst ? left : right;
    Filter second = leftFirst ? right : left;
    return where(second, truth, where(first, truth, in));
  }

  private Selection either(Filter left, Filter right, boolean truth, Selection in) {
    boolean leftFirst = !batch.readsScore(left) || batch.readsScore(right);
    Selection some = where(leftFirst ? left : right, truth, in);
    return some.plus(where(leftFirst ? right : left, truth, in.minus(some)));
  }

  private IntPredicate nulls(String column, Selection in) {
    return batch.isScore(column) ? batch.nulls(column, in) : batch.columns().nulls(column);
  }

  private Selection compare(Compare filter, Operator operator, Selection in) {
    if (batch.isScore(filter.column())) {
      double literal = ((Number) filter.literal()).doubleValue();
      return batch.compare(filter.column(), in, literal, Wanted.by(operator));
    }
    ScalarReader reader = batch.columns().scalar(filter.column());
    boolean less = operator.accepts(-1);
    boolean equal = operator.accepts(0);
    boolean greater = operator.accepts(1);
    return select(
        in,
        switch (reader.kind()) {
          case LONG -> {
            ScalarReader.LongAt values = reader.longs();
            long literal = (Long) filter.literal();
            yield row -> {
              if (reader.isNull(row)) {
                return false;
              }
              long value = values.at(row);
              return value < literal ? less : value == literal ? equal : greater;
            };
          }
          case DOUBLE -> {
            ScalarReader.DoubleAt values = reader.doubles();
            double literal = (Double) filter.literal();
            yield row ->
                !reader.isNull(row) && accepts(values.at(row), literal, less, equal, greater);
          }
          case BOOLEAN, DECIMAL, STRING, BINARY -> {
            Object literal = ScalarReader.comparable(filter.literal());
            yield row ->
                !reader.isNull(row)
                    && operator.accepts(Scalars.compare(reader.comparable(row), literal));
          }
        },
        true);
  }

  private static boolean accepts(
      double value, double literal, boolean less, boolean equal, boolean greater) {
    int order = Scalars.compareDoubles(value, literal);
    return order < 0 ? less : order == 0 ? equal : greater;
  }

  private Selection in(In filter, boolean truth, Selection in) {
    Selection found = in.first(0);
    List<Object> literals = filter.literals();
    for (Object literal : literals) {
      Compare equal = new Compare(filter.column(), Operator.EQUAL, literal);
      found = found.plus(compare(equal, Operator.EQUAL, in.minus(found)));
    }
    if (truth) {
      return found;
    }
    return where(new IsNull(filter.column()), false, in.minus(found));
  }

  private Selection matches(Matches filter, boolean truth, Selection in) {
    ScalarReader reader = batch.columns().scalar(filter.column());
    byte[] text = Scalars.utf8(filter.text());
    return select(
        in,
        row ->
            !reader.isNull(row)
                && contains((byte[]) reader.comparable(row), text, filter.position()) == truth,
        true);
  }

  private static boolean contains(byte[] value, byte[] text, Position position) {
    int last = value.length - text.length;
    if (last < 0) {
      return false;
    }
    return switch (position) {
      case PREFIX -> regionEquals(value, 0, text);
      case SUFFIX -> regionEquals(value, last, text);
      case ANYWHERE -> {
        int at = 0;
        while (at <= last && !regionEquals(value, at, text)) {
          at++;
        }
        yield at <= last;
      }
    };
  }

  private static boolean regionEquals(byte[] value, int at, byte[] text) {
    return Arrays.equals(value, at, at + text.length, text, 0, text.length);
  }

  private static Selection select(Selection in, IntPredicate test, boolean truth) {
    return in.where(row -> test.test(row) == truth);
  }
}
