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
package io.vectordb.benchmarks;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** A count over one row that no source has to read: what Spark itself costs. */
record FloorSearcher(SparkSession spark) implements Searcher {
  @Override
  public String name() {
    return "Spark's floor";
  }

  @Override
  public int rows() {
    return 0;
  }

  @Override
  public Supplier<Answer> search(Ask ask) {
    new SparkFloor(spark, SparkShape.COUNT).run(0);
    return () -> Answer.NONE;
  }
}
