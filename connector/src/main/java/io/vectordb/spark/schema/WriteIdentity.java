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
package io.vectordb.spark.schema;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.util.Optional;

/**
 * What makes a write idempotent: an application's name and its version of the write, of which every
 * later one is greater.
 */
public record WriteIdentity(String appId, long version) {
  /** What the options of a write say, if anything. */
  static Optional<WriteIdentity> of(VectorOptions options) {
    Optional<String> appId = options.text(Option.TXN_APP_ID);
    Optional<Long> version =
        options
            .text(Option.TXN_VERSION)
            .map(text -> OptionText.parseLong(Option.TXN_VERSION.key(), text));
    if (appId.isPresent() != version.isPresent()) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Options txnAppId and txnVersion belong together, but only "
              + (appId.isPresent() ? "txnAppId" : "txnVersion")
              + " is set; set both or none");
    }
    return appId.map(id -> new WriteIdentity(id, version.orElseThrow()));
  }
}
