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
package io.vectordb.spark.join;

import io.vectordb.spark.join.task.JoinKind;
import io.vectordb.spark.join.task.Selection;
import io.vectordb.table.filter.Measure;
import io.vectordb.table.filter.ScoreColumn.Precision;
import java.io.Serializable;

/**
 * What does not refer to columns in a planned join.
 *
 * @param isSelfJoin whether both sides have the same rows and columns, so that each pair need be
 *     made only once
 * @param taskBytes what a task holds of the left side, with what it has found, at most
 */
record JoinShape(
    JoinPlan plan,
    JoinKind kind,
    Measure measure,
    Precision precision,
    Selection selection,
    boolean isSelfJoin,
    long taskBytes)
    implements Serializable {}
