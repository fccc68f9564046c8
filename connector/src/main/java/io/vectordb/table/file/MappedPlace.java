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
package io.vectordb.table.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a mapped file lies, or lay: what has been deleted there lives as long as the map, and
 * another file may have taken its place.
 */
final class MappedPlace {
  private final Path path;
  private final long bytes;
  private final Object fileKey;

  private MappedPlace(Path path, long bytes, Object fileKey) {
    this.path = path;
    this.bytes = bytes;
    this.fileKey = fileKey;
  }

  /** The place of a file that has so many bytes. */
  static MappedPlace of(Path path, long bytes) {
    return new MappedPlace(
        path, bytes, attributes(path).map(BasicFileAttributes::fileKey).orElse(null));
  }

  Path path() {
    return path;
  }

  /** Whether the file is as it was, or has been deleted. */
  boolean isUnchanged() {
    return attributes(path).map(now -> isSame(now) && now.size() == bytes).orElse(true);
  }

  /** Whether the file is there and has fewer bytes than it had. */
  boolean isCutShort() {
    // Asked after every read, and twice as fast as by Files; but a missing file has no length.
    return path.toFile().length() < bytes
        && attributes(path).map(now -> isSame(now) && now.size() < bytes).orElse(false);
  }

  private boolean isSame(BasicFileAttributes now) {
    return Objects.equals(now.fileKey(), fileKey);
  }

  private static Optional<BasicFileAttributes> attributes(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
