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
 * Stages for pipelines of Spark ML, which users name: {@link HogFeaturizer} makes a vector of an
 * image. Only this package uses OpenCV, which need not be there. Leans on {@code spark.errors}
 * only. Begin with {@link HogFeaturizer}.
 */
package io.vectordb.spark.ml;
