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
package io.vectordb.integration

import java.util.concurrent.ConcurrentHashMap

import org.apache.spark.{SparkContext, TaskContext}
import org.apache.spark.scheduler.{SparkListener, SparkListenerTaskEnd}
import org.scalatest.concurrent.Eventually.{eventually, timeout}
import org.scalatest.time.{Minute, Span}

/** How many tasks of each stage have succeeded, as the driver knows. */
object EndedTasks extends SparkListener {
  private val ended = new ConcurrentHashMap[Int, Int]

  /** Begins to listen to a session, whose stages are counted from 0 again. */
  def listenTo(context: SparkContext): Unit = {
    ended.clear()
    context.addSparkListener(this)
  }

  override def onTaskEnd(task: SparkListenerTaskEnd): Unit =
    if (task.taskInfo.successful) {
      ended.merge(task.stageId, 1, _ + _)
    }

  /** Waits in a task until the driver has the results of so many others of its stage. */
  def await(others: Int): Unit = {
    val stage = TaskContext.get().stageId()
    eventually(timeout(Span(1, Minute)))(require(ended.getOrDefault(stage, 0) >= others))
  }
}
