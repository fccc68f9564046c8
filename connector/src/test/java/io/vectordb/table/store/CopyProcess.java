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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Asks for copies of files at random, of which hardly any may stay, and checks what it gets.
 * Arguments: the directory of the remote files, that of the copies, the bound in bytes, the number
 * of copies, a seed. Prints {@code ready}, then {@code done} if every copy was whole.
 */
final class CopyProcess {
  static final int FILES = 8;
  static final int FILE_BYTES = 4 << 20;

  private CopyProcess() {}

  /** What the file {@code number} holds: its number, over and over. */
  static byte[] content(int number) {
    byte[] content = new byte[FILE_BYTES];
    Arrays.fill(content, (byte) number);
    return content;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    Configuration conf = RemoteFileSystem.configuration(directory);
    FileSystem fs = new org.apache.hadoop.fs.Path("remote:///").getFileSystem(conf);
    System.out.println("ready");
    LocalCopies copies =
        new LocalCopies(
            OwnDirectory.at(directory), Long.parseLong(arguments[2]), Duration.ZERO, path -> {});
    Random random = new Random(Long.parseLong(arguments[4]));
    for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
      int number = random.nextInt(FILES);
      byte[] copy = read(copies, fs, arguments[0] + "/" + number);
      if (!Arrays.equals(content(number), copy)) {
        throw new AssertionError("a copy of file " + number + " has other bytes");
      }
    }
    System.out.println("done");
  }

  private static byte[] read(LocalCopies copies, FileSystem fs, String remote) throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("remote://" + remote);
    while (true) {
      try {
        return Files.readAllBytes(copies.copyOf(fs, file, FILE_BYTES));
      } catch (NoSuchFileException e) {
        // No lease: the copy may go before it is opened, and is made again.
      }
    }
  }
}
