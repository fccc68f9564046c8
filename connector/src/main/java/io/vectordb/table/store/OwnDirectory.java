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
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * A directory in which nobody but this user, and root, can put anything: what is found there can be
 * trusted. It lies below a directory that many users may share, such as that for temporary files.
 * Where the system knows no owners and modes, it is not checked.
 */
final class OwnDirectory {
  private static final int STICKY = 01000;

  /** As whom this process makes files; the property user.name can say anything. */
  private static final String USER =
      // Where users have no names, as in some containers, their numbers are the owners' names.
      ProcessHandle.current().info().user().orElseGet(OwnDirectory::userNumber);

  /** Where the first of {@link #own} is made. */
  private final Path base;

  /** Each lies in the one before. */
  private final List<Path> own;

  private OwnDirectory(Path base, List<Path> own) {
    this.base = base;
    this.own = own;
  }

  /** The directory {@code path}, which somebody chose, so that what it lies in is not checked. */
  static OwnDirectory at(Path path) {
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    return new OwnDirectory(parent == null ? absolute : parent, List.of(absolute));
  }

  /**
   * Where a directory {@code name} of this user can be, the best place first. One is the directory
   * for temporary files, which is a local disk as a rule; but somebody else may have taken the name
   * there, or may take what is ours away, where that is open to all and not sticky. The other is
   * the user's cache, if there is a home.
   */
  static List<OwnDirectory> places(Path temporary, Path cache, String name) {
    OwnDirectory shared = below(temporary, "vectordb-" + USER, name);
    if (cache == null) {
      return List.of(shared);
    }
    OwnDirectory home = below(cache, "vectordb", name);
    return isOpenToAll(temporary) ? List.of(home, shared) : List.of(shared, home);
  }

  private static OwnDirectory below(Path base, String first, String second) {
    Path parent = base.resolve(first);
    return new OwnDirectory(base, List.of(parent, parent.resolve(second)));
  }

  /** The user's directory for caches; null if there is no home. */
  static Path cache(String xdgCacheHome, String home) {
    if (xdgCacheHome != null && Path.of(xdgCacheHome).isAbsolute()) {
      return Path.of(xdgCacheHome);
    }
    Path directory = Path.of(home);
    return directory.isAbsolute() && Files.isDirectory(directory)
        ? directory.resolve(".cache")
        : null;
  }

  /** The first that can be had. */
  static OwnDirectory firstOf(List<OwnDirectory> places) throws IOException {
    IOException problem = null;
    for (OwnDirectory place : places) {
      try {
        place.ensure();
        return place;
      } catch (IOException e) {
        if (problem == null) {
          problem = e;
        } else {
          problem.addSuppressed(e);
        }
      }
    }
    throw problem;
  }

  Path path() {
    return own.get(own.size() - 1);
  }

  /**
   * Makes the directory unless it is there.
   *
   * @throws IOException that says why, if others can put something there
   */
  void ensure() throws IOException {
    if (!Files.isDirectory(base)) {
      Files.createDirectories(base, privately(base));
    }
    for (Path path : own) {
      try {
        Files.createDirectory(path, privately(path));
      } catch (FileAlreadyExistsException e) {
        // Whoever made it, the check tells.
      }
      check(path);
    }
  }

  /** What makes a new file or directory readable for nobody else. */
  static FileAttribute<?>[] privately(Path path, String permissions) {
    return hasOwners(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static FileAttribute<?>[] privately(Path directory) {
    return privately(directory, "rwx------");
  }

  private static void check(Path path) throws IOException {
    if (!hasOwners(path)) {
      return;
    }
    PosixFileAttributes entry =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    requireOwner(path, entry, "root");
    PosixFileAttributes target = Files.readAttributes(path, PosixFileAttributes.class);
    if (!target.isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
    requireOwner(path, target);
    Set<PosixFilePermission> permissions = target.permissions();
    // By convention, a group that is named as its user has no other members.
    boolean isOpenToGroup =
        permissions.contains(PosixFilePermission.GROUP_WRITE)
            && !target.group().getName().equals(target.owner().getName());
    if (isOpenToGroup || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new AccessDeniedException(
          path.toString(),
          null,
          "others can write there ("
              + PosixFilePermissions.toString(permissions)
              + "), so what it holds may be forged");
    }
  }

  private static void requireOwner(Path path, PosixFileAttributes attributes, String... others)
      throws IOException {
    String owner = attributes.owner().getName();
    if (!owner.equals(USER) && !List.of(others).contains(owner)) {
      throw new AccessDeniedException(
          path.toString(),
          null,
          "it is a "
              + (attributes.isSymbolicLink() ? "link" : "directory")
              + " of user "
              + owner
              + " and not of "
              + USER
              + ", so what it holds may be forged");
    }
  }

  private static boolean hasOwners(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static boolean isOpenToAll(Path directory) {
    try {
      return hasOwners(directory)
          && Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)
          && ((int) Files.getAttribute(directory, "unix:mode") & STICKY) == 0;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static String userNumber() {
    try {
      return Files.getOwner(Path.of("/proc/self")).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return System.getProperty("user.name");
    }
  }
}
