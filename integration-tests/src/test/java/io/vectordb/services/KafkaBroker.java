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
package io.vectordb.services;

import java.nio.file.Path;

/** Kafka of one broker in a process of its own, which dies with the {@code KafkaBroker}. */
public final class KafkaBroker implements AutoCloseable {
  private final ServiceProcess process;

  private KafkaBroker(ServiceProcess process) {
    this.process = process;
  }

  /** A broker whose topics are in {@code directory}. */
  public static KafkaBroker start(Path directory) {
    return new KafkaBroker(ServiceProcess.start(KafkaService.class, directory.toString()));
  }

  /** What clients call {@code bootstrap.servers}. */
  public String address() {
    return process.address();
  }

  /** Kills the broker. */
  @Override
  public void close() {
    process.close();
  }
}
