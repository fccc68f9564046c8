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
/**
 * Compressed codes of vectors, and what they prove about scores. Leans on {@code
 * io.vectordb.kernels} alone and knows neither files nor Spark; users name none of its classes.
 * Begin with the bound below, then {@link io.vectordb.codes.Estimator}.
 *
 * <p>{@link io.vectordb.codes.Encoder} turns rows into {@link io.vectordb.codes.CodeBatch}es of
 * 8-bit codes; {@link io.vectordb.codes.EncodedQuery} is a query in the same coordinates; {@link
 * io.vectordb.codes.CodeBlock} is a batch of codes as a scan reads it; {@link
 * io.vectordb.codes.Estimator} estimates scores level by level, and {@link
 * io.vectordb.codes.ScoreBounds} tells what an estimate proves. {@link io.vectordb.codes.Slack}
 * names every number that bounds add for rounding, with its proof.
 *
 * <p><b>The bound.</b> A row {@code x} is stored as {@code y}, which is {@code R (x - m)} computed
 * in float32, with {@code m} the mean of the file and {@code R} an orthogonal matrix (the identity
 * if there is no rotation). {@code y} is cut into levels, and each level is approximated by {@code
 * c}, a row's scale times its 8-bit codes. With {@code p = R q},
 *
 * <pre>
 * &lt;q,x&gt; = &lt;q,m&gt; + &lt;p,c&gt;[levels read] + &lt;p,y-c&gt;[levels read] + &lt;p,y&gt;[levels not read] + rounding
 * </pre>
 *
 * so that by Cauchy and Schwarz the estimate {@code <q,m> + <p,c>} is off by at most
 *
 * <pre>
 * |p|[levels read] * |y-c|[levels read] + |p|[levels not read] * |y|[levels not read] + rounding
 * </pre>
 *
 * where {@code |y-c|} (the row's <i>error</i>) and {@code |y|} of the levels not read (its
 * <i>rest</i>) are stored with the codes, rounded up.
 */
package io.vectordb.codes;
