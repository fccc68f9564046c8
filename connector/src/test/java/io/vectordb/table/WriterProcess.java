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

import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * A writer that appends files one by one and prints for each how its commit has ended: the version,
 * {@code expired} if it certainly does not count, or {@code unknown}; and the name of the files.
 * Arguments: the table's path, the writer's name, the number of commits, settings of Hadoop as
 * {@code key=value}. Begins at a line on standard input.
 */
final class WriterProcess {
  private WriterProcess() {}

  public static void main(String[] arguments) throws IOException {
    Configuration conf = null;
    for (int i = 3; i < arguments.length; i++) {
      conf = conf == null ? new Configuration() : conf;
      String[] setting = arguments[i].split("=", 2);
      conf.set(setting[0], setting[1]);
    }
    Table table = Table.at(arguments[0], conf);
    // Whatever the file system wants to load is loaded before the race.
    table.exists();
    int commits = Integer.parseInt(arguments[2]);
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    for (int i = 0; i < commits; i++) {
      String name = arguments[1] + "-" + i;
      Transaction transaction = table.begin("APPEND", Map.of("writer", arguments[1]));
      // Two files, so that half a commit could be told from a whole one.
      for (String half : new String[] {"x", "y"}) {
        byte[] content = (name + half).getBytes(StandardCharsets.UTF_8);
        transaction.add(LogFixtures.realFile(table, name + half, content));
      }
      System.out.println(end(transaction) + " " + name);
    }
  }

  /** How the commit of {@code transaction} ends; versions may expire meanwhile. */
  static String end(Transaction transaction) {
    try {
      return "" + transaction.commit();
    } catch (VectorDbException e) {
      if (!e.getMessage().contains("expired")) {
        throw e;
      }
      return e.getMessage().contains("not known") ? "unknown" : "expired";
    }
  }
}
