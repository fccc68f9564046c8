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
package io.vectordb.stress;

import io.vectordb.errors.ConflictException;
import io.vectordb.table.Table;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/**
 * One process that works on the table under stress until standard input ends. Arguments: the path,
 * the role, its name, a seed, how many milliseconds it may rest before a step, settings of Hadoop
 * as {@code key=value}. Prints {@code ready}, then a line after every step, then {@code end <role>
 * <steps> <conflicts>}.
 */
public final class StressProcess {
  private static volatile boolean ends;

  private StressProcess() {}

  public static void main(String[] arguments) {
    String path = arguments[0];
    String role = arguments[1];
    Random random = new Random(Long.parseLong(arguments[3]));
    Map<String, String> settings = new HashMap<>();
    for (int i = 5; i < arguments.length; i++) {
      int separator = arguments[i].indexOf('=');
      settings.put(arguments[i].substring(0, separator), arguments[i].substring(separator + 1));
    }
    try {
      if (role.equals("create")) {
        SqlRoles.create(path, settings);
        System.exit(0);
      }
      if (role.equals("stream")) {
        SqlRoles.stream(path, arguments[2]);
      }
      Configuration conf = settings.isEmpty() ? null : new Configuration();
      settings.forEach((key, value) -> conf.set(key, value));
      Runnable step =
          role.equals("sql")
              ? new SqlRoles(path, arguments[2], random, settings)::step
              : TableRoles.role(role, arguments[2], Table.at(path, conf), random);
      Thread input = new Thread(StressProcess::awaitEnd);
      input.setDaemon(true);
      input.start();
      System.out.println("ready");
      work(role, step, Integer.parseInt(arguments[4]), random);
      System.exit(0);
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void work(String role, Runnable step, int restMillis, Random random)
      throws InterruptedException {
    int steps = 0;
    int conflicts = 0;
    while (!ends) {
      Thread.sleep(random.nextInt(restMillis + 1));
      try {
        step.run();
        steps++;
        System.out.println("step");
      } catch (Exception e) {
        if (!isConflict(e)) {
          throw e;
        }
        conflicts++;
      }
    }
    System.out.println("end " + role + " " + steps + " " + conflicts);
  }

  private static boolean isConflict(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConflictException) {
        return true;
      }
    }
    return false;
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said but the end.
      }
    } catch (IOException e) {
      // The end, too.
    }
    ends = true;
  }
}
