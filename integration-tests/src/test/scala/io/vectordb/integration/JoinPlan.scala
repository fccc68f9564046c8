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

/** How a similarity join is carried out: a value of the setting of that name. */
sealed abstract class JoinPlan(val name: String) {
  def setting: (String, String) = "spark.vectordb.join.plan" -> name
}

object JoinPlan {

  /** The operator chooses by the sizes of the sides. */
  case object Auto extends JoinPlan("auto")

  case object BroadcastRight extends JoinPlan("broadcastRight")

  case object BroadcastLeft extends JoinPlan("broadcastLeft")

  case object StationaryLeft extends JoinPlan("stationaryLeft")

  /** Without keys, as `StationaryLeft`. */
  case object ByKeys extends JoinPlan("byKeys")

  /** Spark's own, without our operator. */
  case object Sparks extends JoinPlan("none")

  /** Those of our operator. */
  val ours: Seq[JoinPlan] = Seq(Auto, BroadcastRight, BroadcastLeft, StationaryLeft, ByKeys)
}

/** Which rows of two sides a join returns, as SQL says it. */
sealed abstract class JoinKind(val sql: String, val dataFrame: String) {

  /** Whether a row of the result has columns of the right side. */
  def hasRight: Boolean = true

  /** Whether our operator carries it out. */
  def isOurs: Boolean = true
}

object JoinKind {
  case object Inner extends JoinKind("JOIN", "inner")

  case object LeftOuter extends JoinKind("LEFT OUTER JOIN", "left_outer")

  case object LeftSemi extends JoinKind("LEFT SEMI JOIN", "left_semi") {
    override def hasRight: Boolean = false
  }

  case object LeftAnti extends JoinKind("LEFT ANTI JOIN", "left_anti") {
    override def hasRight: Boolean = false
  }

  case object RightOuter extends JoinKind("RIGHT OUTER JOIN", "right_outer") {
    override def isOurs: Boolean = false
  }

  case object FullOuter extends JoinKind("FULL OUTER JOIN", "full_outer") {
    override def isOurs: Boolean = false
  }

  val all: Seq[JoinKind] = Seq(Inner, LeftOuter, LeftSemi, LeftAnti, RightOuter, FullOuter)
}

/** What is asked for with NEAREST BY. */
final case class Nearest(
    measure: io.vectordb.table.filter.Measure,
    k: Int,
    bySimilarity: Boolean,
    isOuter: Boolean = false,
    isApproximate: Boolean = false
) {
  def direction: String = if (bySimilarity) "SIMILARITY" else "DISTANCE"

  def mode: String = if (isApproximate) "APPROX" else "EXACT"

  def kind: JoinKind = if (isOuter) JoinKind.LeftOuter else JoinKind.Inner
}
