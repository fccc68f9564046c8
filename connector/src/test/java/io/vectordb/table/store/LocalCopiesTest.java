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

import static io.vectordb.table.LogFixtures.assertFails;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vectordb.errors.VectorDbException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopiesTest {
  @TempDir Path remote;
  @TempDir Path local;
  private final Set<Path> evicted = ConcurrentHashMap.newKeySet();
  private FileSystem fs;

  @BeforeEach
  void open() throws IOException {
    Configuration conf = RemoteFileSystem.configuration(local);
    fs = new org.apache.hadoop.fs.Path("remote://" + remote).getFileSystem(conf);
  }

  private org.apache.hadoop.fs.Path remoteFile(String name, String content) throws IOException {
    Files.writeString(remote.resolve(name), content);
    return new org.apache.hadoop.fs.Path("remote://" + remote.resolve(name));
  }

  /** As if the copy had been asked for last a while ago. */
  private static void age(Path copy, int minutes) throws IOException {
    long then = System.currentTimeMillis() - Duration.ofMinutes(minutes).toMillis();
    Files.setLastModifiedTime(copy, FileTime.fromMillis(then));
  }

  /** Copies whose evictions are noted. */
  private LocalCopies copies(long maxBytes) throws IOException {
    return new LocalCopies(OwnDirectory.at(local), maxBytes, Duration.ofMinutes(1), evicted::add);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(local)) {
      return files.count();
    }
  }

  @Test
  void copiedOnceAndKeyedByNameAndLength() throws IOException {
    LocalCopies copies = copies(1000);
    org.apache.hadoop.fs.Path file = remoteFile("a", "12345");
    Path copy = copies.copyOf(fs, file, 5);
    Files.delete(remote.resolve("a"));
    assertEquals(copy, copies.copyOf(fs, file, 5));
    assertFails(
        () -> {
          try {
            copies.copyOf(fs, file, 4);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        "is missing");
    remoteFile("a", "1234");
    Path other = copies.copyOf(fs, file, 4);
    assertNotEquals(copy, other);
    assertEquals("1234", Files.readString(other));
    assertEquals("12345", Files.readString(copy));
  }

  @Test
  void leastRecentlyUsedGoFirst() throws IOException {
    LocalCopies copies = copies(10);
    Path a = copies.copyOf(fs, remoteFile("a", "aaaa"), 4);
    Path b = copies.copyOf(fs, remoteFile("b", "bbbb"), 4);
    age(a, 20);
    age(b, 10);
    copies.copyOf(fs, remoteFile("a", "aaaa"), 4);
    Path c = copies.copyOf(fs, remoteFile("c", "cccc"), 4);
    assertTrue(Files.exists(a), "was used after b");
    assertFalse(Files.exists(b));
    assertTrue(Files.exists(c));
    assertEquals(2, files());
  }

  @Test
  void copiesInUseStayEvenIfTheyExceedTheBound() throws IOException {
    LocalCopies copies = copies(6);
    Path a = copies.copyOf(fs, remoteFile("a", "aaaa"), 4);
    Path b = copies.copyOf(fs, remoteFile("b", "bbbb"), 4);
    assertTrue(Files.exists(a));
    age(a, 2);
    age(b, 2);
    Path c = copies.copyOf(fs, remoteFile("c", "cccc"), 4);
    assertFalse(Files.exists(a));
    assertFalse(Files.exists(b));
    assertTrue(Files.exists(c));
  }

  @Test
  void mapOfAnEvictedCopyStaysReadable() throws IOException {
    LocalCopies copies = copies(4);
    Path a = copies.copyOf(fs, remoteFile("a", "abcd"), 4);
    MappedByteBuffer map;
    try (FileChannel channel = FileChannel.open(a)) {
      map = channel.map(FileChannel.MapMode.READ_ONLY, 0, 4);
    }
    age(a, 2);
    copies.copyOf(fs, remoteFile("b", "bbbb"), 4);
    assertFalse(Files.exists(a));
    assertEquals(Set.of(a), evicted);
    assertEquals('d', map.get(3));
  }

  @Test
  void remainsOfCrashesAreRemovedAtTheBeginning() throws IOException {
    Path dead = Files.writeString(local.resolve("x.download"), "part");
    Path stranger = Files.writeString(local.resolve("other.txt"), "not ours");
    try (LocalDownload own = LocalDownload.into(local)) {
      copies(1000);
      assertEquals(2, files(), "what is being downloaded stays");
      own.moveTo(local.resolve("a.copy"));
    }
    assertFalse(Files.exists(dead));
    assertTrue(Files.exists(stranger));
  }

  @Test
  void smallerBoundCountsAtTheBeginning() throws IOException {
    Path a = copies(1000).copyOf(fs, remoteFile("a", "aaaa"), 4);
    age(a, 2);
    copies(3);
    assertFalse(Files.exists(a));
    assertEquals(Set.of(a), evicted);
  }

  @Test
  void wrongLengthLeavesNothing() throws IOException {
    org.apache.hadoop.fs.Path file = remoteFile("a", "12345");
    LocalCopies copies = copies(1000);
    assertFails(
        () -> {
          try {
            copies.copyOf(fs, file, 9);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        "has 5 bytes",
        "says 9");
    assertEquals(0, files());
  }

  @Test
  void damagedCopyOfAnotherLengthIsReplaced() throws IOException {
    org.apache.hadoop.fs.Path file = remoteFile("a", "12345");
    LocalCopies copies = copies(1000);
    Path copy = copies.copyOf(fs, file, 5);
    Files.writeString(copy, "12");
    assertEquals("12345", Files.readString(copies.copyOf(fs, file, 5)));
  }

  @Test
  void manyAskersGetWholeFiles() throws Exception {
    String content = "x".repeat(1_000_000);
    org.apache.hadoop.fs.Path file = remoteFile("a", content);
    LocalCopies copies = copies(2_000_000);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> askers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        askers.add(() -> Files.readString(copies.copyOf(fs, file, content.length())));
      }
      for (Future<String> answer : threads.invokeAll(askers)) {
        assertEquals(content, answer.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, files());
  }

  @Test
  void copyOfAFileThatIsBeingWrittenIsKeptOnceItIsWritten() throws IOException {
    LocalCopies copies = copies(1000);
    Path written = remote.resolve("a");
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("remote://" + written);
    try (CopiedChannel channel =
        new CopiedChannel(
            Files.newByteChannel(written, CREATE_NEW, WRITE), () -> copies.begin(fs, file))) {
      channel.write(ByteBuffer.wrap(new byte[] {'1', '2'}));
      channel.write(ByteBuffer.allocateDirect(1).put((byte) '3').flip());
    }
    assertEquals("123", Files.readString(written));
    Files.delete(written);
    assertEquals("123", Files.readString(copies.copyOf(fs, file, 3)));
    assertEquals(1, files());
  }

  @Test
  void nothingIsKeptOfAFileThatCouldNotBeWritten() throws IOException {
    LocalCopies copies = copies(1000);
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("remote://" + remote + "/a");
    for (int writes = 1; writes <= 2; writes++) {
      CopiedChannel channel =
          new CopiedChannel(new FailingChannel(writes), () -> copies.begin(fs, file));
      assertEquals(1, channel.write(ByteBuffer.allocate(1)));
      assertEquals(1, files());
      if (writes == 1) {
        assertThrows(IOException.class, () -> channel.write(ByteBuffer.allocate(1)));
        assertEquals(0, files());
        channel.close();
      } else {
        assertEquals(1, channel.write(ByteBuffer.allocate(1)));
        assertThrows(IOException.class, channel::close);
      }
      assertEquals(0, files());
    }
  }

  /** A remote file that cannot be written from some time on, which to close tells if it is late. */
  private static final class FailingChannel implements WritableByteChannel {
    private int left;
    private boolean failed;

    FailingChannel(int writes) {
      this.left = writes;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (left-- == 0) {
        failed = true;
        throw new IOException("no space left");
      }
      int count = source.remaining();
      source.position(source.limit());
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() throws IOException {
      if (!failed) {
        throw new IOException("no space left");
      }
    }
  }

  @Test
  void settingsAreChecked() {
    Configuration conf = RemoteFileSystem.configuration(local);
    conf.set(LocalCopies.BYTES_KEY, "10 GB");
    assertFails(() -> LocalCopies.shared(conf), LocalCopies.BYTES_KEY, "10 GB", "digits");
  }

  private RuntimeException refusal(Path directory) {
    Configuration conf = RemoteFileSystem.configuration(directory);
    return assertThrows(VectorDbException.class, () -> LocalCopies.shared(conf));
  }

  @Test
  void directoryInWhichOthersCanWriteIsRefused() throws IOException {
    Path open = Files.createDirectory(local.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    String message = refusal(open).getMessage();
    assertTrue(message.contains(open + ": others can write there (rwxrwxrwx)"), message);
    assertTrue(message.contains(LocalCopies.DIRECTORY_KEY), message);
    Path link = Files.createSymbolicLink(local.resolve("link"), open);
    assertTrue(refusal(link).getMessage().contains("others can write there"));
    Path file = Files.createFile(local.resolve("file"));
    assertTrue(refusal(file).getMessage().contains("NotDirectory"));
  }

  @Test
  void directoryOfSomebodyElseIsRefused() throws IOException {
    assumeTrue(Files.isWritable(Path.of("/")), "only root can give a directory away");
    Path foreign = Files.createDirectory(local.resolve("foreign"));
    Files.setAttribute(foreign, "unix:uid", 12345);
    assertTrue(refusal(foreign).getMessage().contains("it is a directory of user 12345"));
    Path mine = Files.createDirectory(local.resolve("mine"));
    Path link = Files.createSymbolicLink(local.resolve("theirLink"), mine);
    Files.setAttribute(link, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
    assertTrue(refusal(link).getMessage().contains("it is a link of user 12345"));
  }

  /** A copy that somebody else has put where the user's copies lie is never returned. */
  @Test
  void defaultDirectoryThatIsTakenIsLeftAlone() throws IOException {
    Path temporary = Files.createDirectory(local.resolve("tmp"));
    Path cache = OwnDirectory.cache(null, Files.createDirectory(local.resolve("home")).toString());
    List<OwnDirectory> places = OwnDirectory.places(temporary, cache, "copies");
    Path taken = places.get(0).path();
    assertTrue(taken.startsWith(temporary));
    assertEquals(taken, OwnDirectory.firstOf(places).path());
    assertEquals("rwx------", permissions(taken));
    assertEquals("rwx------", permissions(taken.getParent()));

    Files.setPosixFilePermissions(taken, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals(cache.resolve("vectordb/copies"), OwnDirectory.firstOf(places).path());
    assertEquals("rwx------", permissions(cache.resolve("vectordb")));
    Files.setPosixFilePermissions(taken, PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(taken.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertEquals(cache.resolve("vectordb/copies"), OwnDirectory.firstOf(places).path());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void directoryFromWhichOthersCanTakeIsTheLastChoice() throws IOException {
    Path temporary = Files.createDirectory(local.resolve("tmp"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path cache = local.resolve("cache");
    assertEquals(
        cache.resolve("vectordb/copies"),
        OwnDirectory.places(temporary, cache, "copies").get(0).path());
    // As /tmp is: sticky.
    Files.setAttribute(temporary, "unix:mode", 01777);
    assertTrue(OwnDirectory.places(temporary, cache, "copies").get(0).path().startsWith(temporary));
    // A container whose user has no home.
    assertNull(OwnDirectory.cache(null, "?"));
    assertNull(OwnDirectory.cache("relative", local.resolve("none").toString()));
    assertEquals(1, OwnDirectory.places(temporary, null, "copies").size());
    assertEquals(cache, OwnDirectory.cache(cache.toString(), "?"));
  }

  @Test
  void directoryIsCheckedBeforeEveryUse() throws IOException {
    LocalCopies copies = copies(1000);
    org.apache.hadoop.fs.Path file = remoteFile("a", "12345");
    Path copy = copies.copyOf(fs, file, 5);
    assertEquals("rw-------", permissions(copy));
    Files.setPosixFilePermissions(local, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThrows(AccessDeniedException.class, () -> copies.copyOf(fs, file, 5));
  }
}
