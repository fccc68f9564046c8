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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Kafka of one node, broker and controller, until standard input ends. Argument: the directory of
 * its topics, which is to be empty.
 */
public final class KafkaService {
  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
  private static final String CLIENTS = "CLIENTS";
  private static final String CONTROLLER = "CONTROLLER";

  private KafkaService() {}

  public static void main(String[] arguments) {
    try {
      serve(arguments[0]);
    } catch (Exception e) {
      e.printStackTrace();
    }
    // Threads of Kafka's go on even if it does not start.
    System.exit(0);
  }

  private static void serve(String directory) throws Exception {
    format(directory);
    BrokerServer broker = start(new KafkaConfig(settings(directory)));
    System.out.println(
        ServiceProcess.READY + HOST + ":" + broker.boundPort(ListenerName.normalised(CLIENTS)));
    while (System.in.read() >= 0) {
      // There is nothing to ask for.
    }
  }

  private static Map<String, String> settings(String directory) {
    Map<String, String> settings = new HashMap<>();
    settings.put("node.id", Integer.toString(NODE));
    settings.put("process.roles", "broker,controller");
    settings.put("listeners", "%s://%s:0,%s://%s:0".formatted(CLIENTS, HOST, CONTROLLER, HOST));
    settings.put(
        "listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.put("inter.broker.listener.name", CLIENTS);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("controller.quorum.voters", "%d@%s:0".formatted(NODE, HOST));
    settings.put("log.dirs", directory);
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("log.cleaner.enable", "false");
    return settings;
  }

  private static void format(String directory) throws Exception {
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE)
        .setDirectories(List.of(directory))
        .setMetadataLogDirectory(directory)
        .setControllerListenerName(CONTROLLER)
        .run();
  }

  /**
   * What {@link KafkaRaftServer} does, which has to be told the controller's port. Here the system
   * chooses it.
   */
  private static BrokerServer start(KafkaConfig config) throws IOException {
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> storage =
        KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaService.class), "");
    CompletableFuture<Map<Integer, InetSocketAddress>> voters = new CompletableFuture<>();
    SharedServer shared =
        new SharedServer(
            config,
            storage._1(),
            Time.SYSTEM,
            new Metrics(),
            voters,
            List.of(),
            new StandardFaultHandlerFactory());
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), storage._2());
    BrokerServer broker = new BrokerServer(shared);
    controller
        .socketServerFirstBoundPortFuture()
        .thenAccept(port -> voters.complete(Map.of(NODE, new InetSocketAddress(HOST, port))));
    controller.startup();
    broker.startup();
    return broker;
  }
}
