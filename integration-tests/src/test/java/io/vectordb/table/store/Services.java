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
package io.vectordb.table.store;

import io.vectordb.services.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Function;

/** The services that all tests of this JVM share, because to start them takes seconds. */
public final class Services {
  private static Service hdfs;
  private static Service s3;

  private Services() {}

  public static synchronized Service hdfs() {
    if (hdfs == null) {
      hdfs = start(Service::hdfs);
    }
    return hdfs;
  }

  public static synchronized Service s3() {
    if (s3 == null) {
      s3 = start(Service::s3);
    }
    return s3;
  }

  /** A path of {@code service} at which nothing is. */
  public static String newPath(Service service) {
    return service.root() + "/t-" + UUID.randomUUID();
  }

  private static Service start(Function<Path, Service> start) {
    try {
      Service service = start.apply(Files.createTempDirectory("vectordb-service"));
      Runtime.getRuntime().addShutdownHook(new Thread(service::close));
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
