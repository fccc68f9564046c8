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
 * The one scan that Spark's tasks and {@link io.vectordb.table.scan.Search} share. {@link
 * io.vectordb.table.scan.ScanPlan} chooses files and cuts them into {@link
 * io.vectordb.table.scan.Segment}s, {@link io.vectordb.table.scan.SegmentScan} goes through their
 * batches. In a batch the way is {@code Segment.live}, which leaves out deleted rows, {@code
 * FilterEvaluator}, {@code ScoredBatch}, then {@code CodedScores}, which asks {@code
 * codes.Estimator}, for what codes decide, and {@code BatchScores} for what the vectors must.
 *
 * <p>It leans on {@code table} and all below it. Users may name {@code Search} and its matches;
 * Spark's readers use {@code ScanSpec}, {@code ScanPlan}, {@code SegmentScan} and {@code
 * ScanBatch}. Begin with {@code SegmentScan}.
 */
package io.vectordb.table.scan;
