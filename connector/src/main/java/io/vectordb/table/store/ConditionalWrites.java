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

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Whether an object store does what its client promises. Some servers that speak S3 take no notice
 * of {@code If-None-Match} and overwrite: commits of two writers would be lost in silence. So a
 * server that is not Amazon's is asked once by every process that writes.
 */
final class ConditionalWrites {
  private static final byte[] FIRST = {1};
  private static final byte[] SECOND = {2};

  private static final Set<FileSystem> VERIFIED =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private ConditionalWrites() {}

  /**
   * Tries to overwrite a file.
   *
   * @param probe a name that is free and that nobody minds; it is free again afterwards
   * @throws VectorDbException if that succeeds
   */
  static void verify(FileSystem fs, Path probe) throws IOException {
    String endpoint = fs.getConf().getTrimmed("fs.s3a.endpoint", "");
    if (isAmazon(endpoint) || VERIFIED.contains(fs)) {
      return;
    }
    ExclusiveCreate.CONDITIONAL.write(fs, probe, FIRST);
    try {
      if (isOverwritten(fs, probe)) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_STORAGE_FAILED,
            "Writing to "
                + probe.getParent()
                + " is not supported: the object store "
                + endpoint
                + " overwrites a file that it is asked to write only if there is none"
                + " (If-None-Match), so two writers could overwrite each other's commit. Use a"
                + " release of the object store that has conditional writes. Reading works");
      }
      VERIFIED.add(fs);
    } finally {
      fs.delete(probe, false);
    }
  }

  private static boolean isOverwritten(FileSystem fs, Path probe) throws IOException {
    try {
      ExclusiveCreate.CONDITIONAL.write(fs, probe, SECOND);
    } catch (IOException e) {
      // This is the refusal, or the answer was lost: what is stored tells.
    }
    try (FSDataInputStream in = fs.open(probe)) {
      return Arrays.equals(SECOND, in.readNBytes(SECOND.length));
    }
  }

  private static boolean isAmazon(String endpoint) {
    String host = endpoint.toLowerCase(Locale.ROOT);
    return host.isEmpty() || host.matches("(https?://)?[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?/?");
  }
}
