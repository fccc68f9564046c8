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
package io.vectordb.codes;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What bounds add for rounding: every such number of the project, with the inequality that it
 * covers.
 *
 * <p>Here {@code u = 2^-24} is the unit roundoff of 32-bit floats, {@code U = 2^-53} that of
 * doubles, {@code g(k) = k u / (1 - k u)}, {@code G(k) = k U / (1 - k U)}, {@code n} the dimension,
 * which is at most 65,536, and {@code |R|} without more the Frobenius norm of a matrix. Each
 * operation has a relative error of at most u or U; a sum of products of which no term goes through
 * more than k operations differs from the exact one by at most {@code g(k)} times the sum of the
 * products' sizes (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, sections
 * 2.2, 3.1 and 4.2), which Cauchy and Schwarz bound by the product of the norms. A float that
 * underflows is off by at most {@code 2^-150}, a double by {@code 2^-1075}.
 *
 * <p>Most amounts are a multiple of what is needed. SlackTest holds, for each, a row that is
 * decided wrongly, or an inequality that fails, with less than that.
 */
public final class Slack {
  /** What is rounded, with the amount that covers it. */
  public enum Rounding {
    /**
     * A row without the mean, {@code x - m}, as 32-bit floats {@code z}. A row of doubles is
     * subtracted in double and narrowed; an underflow is {@link #STORED_UNDERFLOW}'s.
     *
     * <pre>|z - (x - m)| &lt;= (u + U + u U) |x - m| &lt;= 2^-23 |x - m|</pre>
     */
    COPY(0x1p-23),

    /**
     * One addition or multiplication of {@link PackedMatrix#multiply}, which computes {@code y}
     * from {@code z}. A term goes through its product, 63 additions in its chunk of 64 and one per
     * further chunk; the first addition, to 0, is exact. Where a product and its addition are one
     * operation, a term goes through fewer.
     *
     * <pre>
     * |y - R z| &lt;= g(63 + ceil(n / 64)) |R| |z| &lt;= 2^-24 (64 + floor(n / 64) + 4) |R| |z|
     * </pre>
     */
    ROTATION(0x1p-24),

    /**
     * The Frobenius norm of {@code R'R - I}, a sum of {@code n^2} squares in double, and its root,
     * relative to the norm itself.
     *
     * <pre>G(n^2 + 2) / 2 + U &lt;= 3e-7 &lt;= 1e-6</pre>
     */
    MATRIX_NORM(1e-6),

    /**
     * The elements of {@code R'R - I}, canonical dot products of columns, per dimension. As {@code
     * |R|^2 <= n + n^(1/2) |R'R - I|}, the rest is relative to {@code R'R - I} and {@link
     * #MATRIX_NORM}'s.
     *
     * <pre>G(n / 8 + 4) n &lt;= 1e-12 n,    G(n / 8 + 4) n^(1/2) &lt;= 3e-10</pre>
     */
    MATRIX_PRODUCTS(1e-12),

    /**
     * What underflows while {@code y} is computed, added to the stored norm of {@code y - c}. The
     * sums of squares in double and the cast to float need no more, because the next larger float
     * is stored: it exceeds the computed norm by {@code 2^-25} of it or more.
     *
     * <pre>n^(3/2) 2^-149 &lt;= 2.4e-38 &lt;= 1e-30 * 1e-6</pre>
     *
     * where the last factor is {@link #ROTATED_QUERY}, which the norm of the query's part has at
     * least.
     */
    STORED_UNDERFLOW(1e-30),

    /**
     * One operation of an estimate {@code <p,c>} in 32-bit floats. A term goes through the cast of
     * p, the product with a code, {@code codes / 4 + 1} additions, the product with the scale, and
     * one addition per further level: {@code codes / 4 + levels + 3} operations.
     *
     * <pre>|fl(&lt;p,c&gt;) - &lt;p,c&gt;| &lt;= g(codes / 4 + levels + 3) |p| |c|
     *                         &lt;= 2^-23 (codes / 4 + levels + 40) (1 + e) |q| |x - m|</pre>
     *
     * Twice u, because {@code |c| <= |y| + |y - c| <= 2 |y|}: a code is the nearest. With e, the
     * error of the encoder, {@code |p| |y| <= (1 + e) |q| |x - m|}. The rest of the 40 is for
     * {@code <p - R q,c>}, see {@link #ROTATED_QUERY}, and for small elements of p that underflow.
     */
    ESTIMATE(0x1p-23),

    /**
     * The norm of a part of the rotated query: a sum of squares and a root in double, and the cast
     * to float.
     *
     * <pre>G(n + 2) / 2 + U + u &lt;= 1e-6</pre>
     */
    QUERY_NORM(1e-6),

    /**
     * The rotated query {@code p}, canonical dot products in double; relative to {@code |q|}, for a
     * matrix that is nearly orthogonal. If it is not, the error of the encoder is much more.
     *
     * <pre>|p - R q| &lt;= G(n / 8 + 4) |R| |q|,    G(n / 8 + 4) n^(1/2) &lt;= 3e-10 &lt;= 1e-6
     * </pre>
     */
    ROTATED_QUERY(1e-6),

    /**
     * One operation of a canonical score: a term goes through {@code ceil(n / 8) + 3}, or one more
     * if it is a squared difference.
     *
     * <pre>|S - &lt;q,x&gt;| &lt;= G(ceil(n / 8) + 3) |q| |x| &lt;= 2^-52 (n + 40) |q| |x|</pre>
     *
     * {@link ScoreBounds} says how cosine and distance follow.
     */
    SCORE(0x1p-52),

    /**
     * A score that is rounded to float, relative to the threshold. {@code fl(S) > t} follows from
     * {@code S > t + 2^-22 |t|}, since
     *
     * <pre>(1 - u) (1 + 2^-22) &gt; 1 &gt; (1 + u) (1 - 2^-22)</pre>
     *
     * A score that underflows is off by {@code 2^-150}, which {@link #ESTIMATE_UNDERFLOW} covers,
     * and of cosines {@link #SCORE}.
     */
    FLOAT_SCORE(0x1p-22),

    /**
     * The norm of a row, stored as the nearest float of the root of a sum of squares in double.
     *
     * <pre>|fl(|x|) - |x|| &lt;= (u + G(n + 2) / 2 + 2 U) |x| &lt;= 2^-23 |x|</pre>
     */
    ROW_NORM(0x1p-23),

    /**
     * What does not depend on the row of the place where a dot product crosses the threshold, in
     * double: the product with the mean, its difference from the threshold, and of distances two
     * squares and their difference.
     *
     * <pre>
     * G(n / 8 + 5) (|q| |m| + |t|) &lt;= 2^-20 (|q| |m| + |t|)
     * G(n / 8 + 7) (|q|^2 + t^2) &lt;= 2^-20 (|q|^2 + t^2)
     * </pre>
     */
    MEAN_PRODUCT(0x1p-20),

    /**
     * That place as a function of the row's norm r, {@code t0 + r (t1 + r t2)} in 32-bit floats:
     * the casts of {@code t0}, {@code t1} and {@code t2}, and two multiplications and additions.
     *
     * <pre>|fl(place) - place| &lt;= g(5) (|t0| + r |t1| + r^2 |t2|)
     *                     &lt;= 2^-20 (|t0| + r |t1| + r^2 |t2|)</pre>
     *
     * As {@code t1} or {@code t2} is 0 and {@code t2} a power of 2, no more than g(3) is reached.
     */
    PLACE(0x1p-20),

    /**
     * A tolerance, which is a sum of products of positive 32-bit floats, and the subtraction of a
     * margin; relative to the tolerance. No term goes through more than seven operations.
     *
     * <pre>g(8) &lt;= 1e-5</pre>
     */
    TOLERANCE(1e-5),

    /**
     * What underflows in an estimate, its bound and the place: one float per level, and fewer than
     * ten others, of which one, {@code t1}, is multiplied by the norm of a row. Small elements of
     * the query that underflow are relative to the rest of it: {@link #ESTIMATE}'s.
     *
     * <pre>2^-150 (levels + 10 + 1e15) &lt;= 1e-29</pre>
     */
    ESTIMATE_UNDERFLOW(1e-29),

    /**
     * The norms of the query and of a file's vectors, and a canonical score, all in double;
     * relative to these norms. Rounding to float needs nothing, because it keeps the order.
     *
     * <pre>2 G(n / 8 + 5) + G(n + 2) &lt;= 1e-9</pre>
     */
    NORMS(1e-9),

    /**
     * The norm that vectors may have though their squares underflow in double; its square is more
     * than the products of two vectors lose.
     *
     * <pre>(n 2^-1075)^(1/2) = 2^-529.5 &lt;= 2^-520,    n 2^-1075 &lt;= 2^-1040</pre>
     */
    NORMS_UNDERFLOW(0x1p-520);

    private final double amount;

    Rounding(double amount) {
      this.amount = amount;
    }

    double amount() {
      return amount;
    }
  }

  /** Operations that are counted beyond those of the longest chain. */
  private static final int OTHER_OPERATIONS = 40;

  /** The amounts that are proven to be enough. */
  public static final Slack PROVEN = new Slack(Rounding::amount);

  private final Map<Rounding, Double> amounts = new EnumMap<>(Rounding.class);

  /** Other amounts; fewer than the {@linkplain #PROVEN proven} ones prove nothing. */
  Slack(ToDoubleFunction<Rounding> amounts) {
    for (Rounding rounding : Rounding.values()) {
      this.amounts.put(rounding, amounts.applyAsDouble(rounding));
    }
  }

  public double of(Rounding rounding) {
    return amounts.get(rounding);
  }

  /** {@link Rounding#ROTATION} of all operations, relative to the norms of matrix and row. */
  double rotation(int dimension) {
    int chunk = PackedMatrix.CHUNK;
    return (chunk + dimension / chunk + 4) * of(Rounding.ROTATION);
  }

  /** {@link Rounding#ESTIMATE} of all operations, relative to the norms of query and row. */
  double estimate(Levels levels) {
    return (levels.mostCodes() / 4 + levels.count() + OTHER_OPERATIONS) * of(Rounding.ESTIMATE);
  }

  /** {@link Rounding#SCORE} of all operations, relative to the norms of query and row. */
  double score(int dimension) {
    return (dimension + OTHER_OPERATIONS) * of(Rounding.SCORE);
  }
}
