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

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Callable;

/**
 * Writes a remote file and, with the same bytes, its copy on this machine. Whoever reads the copy
 * would download it otherwise, so it does not matter if the local disk fails.
 */
final class CopiedChannel implements WritableByteChannel {
  private final WritableByteChannel remote;
  private Copy copy;

  /**
   * @param remote the file, which is empty yet
   * @param copy begins the copy
   */
  CopiedChannel(WritableByteChannel remote, Callable<Copy> copy) {
    this.remote = remote;
    try {
      this.copy = copy.call();
    } catch (Exception e) {
      giveUp();
    }
  }

  /**
   * A copy in the making; gone when it is closed, unless it has been kept.
   *
   * @param keeper makes it what readers find
   */
  record Copy(LocalDownload file, Keeper keeper) implements Closeable {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** Gives a copy, which is whole, its name. */
  @FunctionalInterface
  interface Keeper {
    void keep(LocalDownload whole) throws IOException;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    ByteBuffer written = source.duplicate();
    int count;
    try {
      count = remote.write(source);
    } catch (IOException | RuntimeException e) {
      giveUp();
      throw e;
    }
    if (copy != null) {
      try {
        copy.file.write(written.limit(source.position()));
      } catch (IOException e) {
        giveUp();
      }
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    return remote.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      if (remote.isOpen()) {
        remote.close();
        keep();
      }
    } finally {
      giveUp();
    }
  }

  private void keep() {
    if (copy != null) {
      try {
        copy.keeper.keep(copy.file);
      } catch (IOException | RuntimeException e) {
        giveUp();
      }
    }
  }

  /** What cannot be removed now, others will remove when this process has ended. */
  private void giveUp() {
    Copy unwanted = copy;
    copy = null;
    if (unwanted != null) {
      try {
        unwanted.close();
      } catch (IOException e) {
        // The disk is at fault, and whoever needs the copy will be told.
      }
    }
  }
}
