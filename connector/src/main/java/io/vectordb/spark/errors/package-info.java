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
 * Errors as Spark throws them, with an error class and a state of SQL: those of vectordb pass
 * {@link SparkErrors} on the driver and {@link TaskErrors} in tasks. Every way by which Spark
 * enters vectordb goes through one of the two. Leans on {@code io.vectordb.errors} only. Users
 * catch Spark's classes, and name none of these; begin with {@link SparkErrors}.
 */
package io.vectordb.spark.errors;
