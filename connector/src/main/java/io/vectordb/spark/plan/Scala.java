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
package io.vectordb.spark.plan;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.Function1;
import scala.Option;
import scala.PartialFunction;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;

/** Between Java's collections and functions and those that Spark's planner takes. */
public final class Scala {
  /** The class of rows, as RDDs of them are told. */
  public static final ClassTag<InternalRow> ROWS = ClassTag$.MODULE$.apply(InternalRow.class);

  private Scala() {}

  /**
   * Planner nodes take immutable sequences, the converters of the Scala library give mutable ones.
   */
  public static <T> Seq<T> seq(List<? extends T> list) {
    return List$.MODULE$.from(CollectionConverters.<T>asScala(List.<T>copyOf(list)));
  }

  public static <T> List<T> list(scala.collection.Seq<T> seq) {
    return CollectionConverters.asJava(seq);
  }

  public static <T> Option<T> none() {
    return Option.empty();
  }

  public static <T> Option<T> some(T value) {
    return Option.apply(value);
  }

  /** Columns as the expressions that they are. */
  @SuppressWarnings("unchecked") // an immutable sequence of columns is one of expressions
  public static Seq<Expression> expressions(Seq<? extends Expression> columns) {
    return (Seq<Expression>) columns;
  }

  /** The columns that expressions refer to. */
  public static AttributeSet references(List<? extends Expression> expressions) {
    return AttributeSet$.MODULE$.apply(Scala.<Expression>seq(expressions));
  }

  /**
   * A partial function that is defined everywhere. To return the argument means "no change", which
   * is what the planner looks for to end its iterations.
   */
  public static <T> PartialFunction<T, T> rewrite(UnaryOperator<T> rewrite) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(T node) {
        return true;
      }

      @Override
      @SuppressWarnings("unchecked") // the planner only passes supertypes of T as result
      public <A1 extends T, B1> B1 applyOrElse(A1 node, Function1<A1, B1> otherwise) {
        return (B1) rewrite.apply(node);
      }
    };
  }
}
