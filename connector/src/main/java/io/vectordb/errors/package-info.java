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
 * What a failure says: {@link io.vectordb.errors.VectorDbException} with its {@link
 * io.vectordb.errors.ErrorCondition}, and {@link io.vectordb.errors.ConflictException} for a commit
 * that another one has overtaken. It leans on nothing. Users of the table API may catch these;
 * Spark's users get Spark's own exceptions, which {@code spark.errors} makes of them. Begin with
 * {@code ErrorCondition}: every kind of failure is listed there.
 */
package io.vectordb.errors;
