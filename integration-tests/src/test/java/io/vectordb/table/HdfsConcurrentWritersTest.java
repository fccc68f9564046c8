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
package io.vectordb.table;

import io.vectordb.services.Service;
import io.vectordb.table.store.Services;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class HdfsConcurrentWritersTest extends ConcurrentWritersContract {
  @TempDir Path copies;

  private final Service service = Services.hdfs();
  private final String path = Services.newPath(service);

  @Override
  Table table() {
    return Table.at(path, service.configuration(copies));
  }

  @Override
  Map<String, String> settings() {
    return service.settings();
  }

  @Override
  int commitsOfWriter() {
    return 50;
  }
}
