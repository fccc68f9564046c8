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
import io.vectordb.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.junit.jupiter.api.io.TempDir;

/** What every store promises, held against a service. */
abstract class ServiceTableStoreContract extends TableStoreContract {
  @TempDir Path copies;

  final Service service;
  private final String path;
  private Configuration configuration;

  ServiceTableStoreContract(Service service) {
    this.service = service;
    this.path = Services.newPath(service);
  }

  @Override
  Table table() {
    return Table.at(path, configuration());
  }

  /** One for a whole test, because Hadoop reads files to make one. */
  Configuration configuration() {
    if (configuration == null) {
      configuration = service.configuration(copies);
    }
    return configuration;
  }

  @Override
  String stored(String relativePath) throws IOException {
    var file =
        new org.apache.hadoop.fs.Path(
            new org.apache.hadoop.fs.Path(path),
            new org.apache.hadoop.fs.Path(null, null, relativePath));
    try (FSDataInputStream in = file.getFileSystem(configuration()).open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  int races() {
    return 100;
  }
}
