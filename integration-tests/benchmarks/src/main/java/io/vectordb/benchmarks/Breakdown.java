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

import io.vectordb.benchmarks.JobTimes.Job;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.QueryPlanningTracker.PhaseSummary;
import org.apache.spark.sql.classic.Dataset;

/** Where the time of a query goes: the mean milliseconds of each of its parts over many runs. */
record Breakdown(Map<Part, Double> millis) {
  /** A part of a query, in the order of time. */
  enum Part {
    PARSING("parsing"),
    ANALYSIS("analysis"),
    MORE_DATASET("other calls until the Dataset is there"),
    OPTIMIZATION("optimizer"),
    PLANNING("physical planning"),
    MORE_PREPARATION("other preparation until the first job"),
    SCHEDULING("jobs: start to first task"),
    RUNNING("jobs: tasks run, the longest of each job"),
    MORE_TASKS("jobs: tasks sent, started and reported"),
    FINISHING("jobs: last task to end of job"),
    BETWEEN("between jobs"),
    RESULT("end of last job to result"),
    TOTAL("total");

    private final String label;

    Part(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** Runs {@code query} over the table of {@code rows} {@code runs} times. */
  static Breakdown of(SparkContext context, SparkQuery query, int rows, int runs) throws Exception {
    JobTimes times = new JobTimes();
    context.addSparkListener(times);
    Map<Part, Double> sums = new EnumMap<>(Part.class);
    Arrays.stream(Part.values()).forEach(part -> sums.put(part, 0.0));
    for (int run = 0; run < runs; run++) {
      add(sums, context, times, query, rows);
    }
    context.removeSparkListener(times);
    sums.replaceAll((part, sum) -> sum / runs);
    return new Breakdown(sums);
  }

  private static void add(
      Map<Part, Double> sums, SparkContext context, JobTimes times, SparkQuery query, int rows)
      throws Exception {
    long start = System.nanoTime();
    Dataset<Row> dataset = (Dataset<Row>) query.dataset(rows);
    long hasDataset = System.nanoTime();
    long collectsAt = System.currentTimeMillis();
    dataset.collectAsList();
    long returnsAt = System.currentTimeMillis();
    long end = System.nanoTime();
    context.listenerBus().waitUntilEmpty();
    List<Job> jobs = times.take();

    double datasetMillis = (hasDataset - start) / 1e6;
    double parsing = phase(dataset, "parsing");
    double analysis = phase(dataset, "analysis");
    double optimization = phase(dataset, "optimization");
    double planning = phase(dataset, "planning");
    Job first = jobs.get(0);
    Job last = jobs.get(jobs.size() - 1);
    double jobMillis = jobs.stream().mapToDouble(Job::millis).sum();
    double running = jobs.stream().mapToDouble(Job::runMillis).sum();
    add(sums, Part.PARSING, parsing);
    add(sums, Part.ANALYSIS, analysis);
    add(sums, Part.MORE_DATASET, datasetMillis - parsing - analysis);
    add(sums, Part.OPTIMIZATION, optimization);
    add(sums, Part.PLANNING, planning);
    add(sums, Part.MORE_PREPARATION, first.started() - collectsAt - optimization - planning);
    add(sums, Part.SCHEDULING, jobs.stream().mapToDouble(Job::schedulingMillis).sum());
    add(sums, Part.RUNNING, running);
    add(sums, Part.MORE_TASKS, jobs.stream().mapToDouble(Job::taskMillis).sum() - running);
    add(sums, Part.FINISHING, jobs.stream().mapToDouble(Job::finishingMillis).sum());
    add(sums, Part.BETWEEN, (double) (last.ended() - first.started()) - jobMillis);
    add(sums, Part.RESULT, (double) (returnsAt - last.ended()));
    add(sums, Part.TOTAL, (end - start) / 1e6);
  }

  private static void add(Map<Part, Double> sums, Part part, double millis) {
    sums.merge(part, millis, Double::sum);
  }

  private static double phase(Dataset<Row> dataset, String name) {
    scala.Option<PhaseSummary> phase = dataset.queryExecution().tracker().phases().get(name);
    return phase.isEmpty() ? 0 : phase.get().durationMs();
  }
}
