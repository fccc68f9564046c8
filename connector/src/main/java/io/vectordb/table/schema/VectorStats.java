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
package io.vectordb.table.schema;

import java.io.Serializable;

/**
 * What is known about the vectors of one column in one data file.
 *
 * @param minNorm the smallest Euclidean norm of a finite vector; infinite if there is no such
 *     vector
 * @param maxNorm the largest Euclidean norm of a finite vector; negative infinity if there is none
 * @param nullCount the number of vectors without a score: NULL or with a NULL element
 * @param nonFiniteCount the number of vectors with a NaN or infinite element or norm
 */
public record VectorStats(double minNorm, double maxNorm, long nullCount, long nonFiniteCount)
    implements Serializable {}
