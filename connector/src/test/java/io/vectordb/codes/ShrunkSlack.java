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
package io.vectordb.codes;

import io.vectordb.codes.Slack.Rounding;

/** Slack that is not enough. */
public final class ShrunkSlack {
  private ShrunkSlack() {}

  /** Covers one rounding by {@code factor} times what is proven to be enough, and no other. */
  public static Slack only(Rounding rounding, double factor) {
    return new Slack(other -> other == rounding ? factor * rounding.amount() : 0);
  }
}
