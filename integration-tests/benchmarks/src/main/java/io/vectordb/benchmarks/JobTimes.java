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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.jdk.javaapi.CollectionConverters;

/**
 * When the jobs of a query started, ran tasks and ended, by the clock of Spark's scheduler in
 * milliseconds.
 */
final class JobTimes extends SparkListener {
  private final Map<Integer, Job> jobs = new LinkedHashMap<>();
  private final Map<Integer, Integer> jobOfStage = new LinkedHashMap<>();

  /** The times of one job. */
  static final class Job {
    private long started;
    private long firstTask = Long.MAX_VALUE;
    private long lastTaskEnd;
    private long ended;
    private long longestRunMillis;

    /** From the start of the job until a task started. */
    double schedulingMillis() {
      return firstTask - started;
    }

    /** From the start of the first task until the driver knew that the last had ended. */
    double taskMillis() {
      return lastTaskEnd - firstTask;
    }

    /** The time that the longest task ran on its executor. */
    double runMillis() {
      return longestRunMillis;
    }

    /** From the end of the last task to the end of the job. */
    double finishingMillis() {
      return ended - lastTaskEnd;
    }

    double millis() {
      return ended - started;
    }

    long started() {
      return started;
    }

    long ended() {
      return ended;
    }
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart event) {
    Job job = new Job();
    job.started = event.time();
    jobs.put(event.jobId(), job);
    CollectionConverters.asJava(event.stageIds())
        .forEach(stage -> jobOfStage.put((Integer) stage, event.jobId()));
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart event) {
    Job job = jobs.get(jobOfStage.get(event.stageId()));
    job.firstTask = Math.min(job.firstTask, event.taskInfo().launchTime());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    Job job = jobs.get(jobOfStage.get(event.stageId()));
    job.lastTaskEnd = Math.max(job.lastTaskEnd, event.taskInfo().finishTime());
    job.longestRunMillis = Math.max(job.longestRunMillis, event.taskMetrics().executorRunTime());
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd event) {
    jobs.get(event.jobId()).ended = event.time();
  }

  /** The jobs so far, in order; forgets them. */
  synchronized List<Job> take() {
    List<Job> taken = new ArrayList<>(jobs.values());
    jobs.clear();
    jobOfStage.clear();
    return taken;
  }
}
