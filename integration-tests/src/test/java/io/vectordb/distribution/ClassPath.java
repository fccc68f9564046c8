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
package io.vectordb.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The classes of a set of jars and of this JDK, read as files and never loaded, with the JVM's
 * rules for finding a member (JVMS 5.4.3 and 5.4.6). Names are internal: {@code java/lang/String}.
 */
final class ClassPath implements AutoCloseable {
  /** Interfaces may declare these again, and every object implements them. */
  private static final Set<String> OF_EVERY_OBJECT =
      Set.of("equals(Ljava/lang/Object;)Z", "hashCode()I", "toString()Ljava/lang/String;");

  /** A method or field as a class file declares it. */
  record Member(String owner, String name, String descriptor, int access) {

    boolean is(int flag) {
      return (access & flag) != 0;
    }

    /** Whether a class outside the owner's package may use or override it. */
    boolean isVisibleOutside() {
      return is(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED);
    }

    private String key() {
      return name + descriptor;
    }
  }

  /** A class file without its code. Members are keyed by name and descriptor. */
  record ClassFile(
      String name,
      int access,
      String superName,
      List<String> interfaces,
      Map<String, Member> methods,
      Map<String, Member> fields) {

    boolean is(int flag) {
      return (access & flag) != 0;
    }

    boolean isInterface() {
      return is(Opcodes.ACC_INTERFACE);
    }
  }

  private final URLClassLoader loader;
  private final Map<String, Optional<ClassFile>> known = new HashMap<>();

  ClassPath(List<Path> jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  Optional<ClassFile> find(String name) {
    Optional<ClassFile> found = known.get(name);
    if (found == null) {
      found = read(name);
      known.put(name, found);
    }
    return found;
  }

  /** The field that a reference to {@code owner.name} means. */
  Optional<Member> resolveField(ClassFile owner, String name, String descriptor) {
    for (ClassFile type : lineage(owner)) {
      Member field = type.fields().get(name + descriptor);
      if (field != null) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  /** The method that a reference to {@code owner.name} means, abstract or not. */
  Optional<Member> resolveMethod(ClassFile owner, String name, String descriptor) {
    String key = name + descriptor;
    if (name.equals("<init>")) {
      return Optional.ofNullable(owner.methods().get(key));
    }
    for (ClassFile type : lineage(owner)) {
      Member method = type.methods().get(key);
      if (method != null) {
        return Optional.of(method);
      }
    }
    return owner.isInterface()
        ? find("java/lang/Object").map(object -> object.methods().get(key))
        : Optional.empty();
  }

  /** The abstract methods that a call on an instance of {@code type} could reach. */
  List<Member> abstractMethods(ClassFile type) {
    List<ClassFile> lineage = lineage(type);
    Map<String, Member> open = new LinkedHashMap<>();
    for (ClassFile ancestor : lineage) {
      for (Member method : ancestor.methods().values()) {
        if (method.is(Opcodes.ACC_ABSTRACT) && !isImplemented(method.key(), lineage)) {
          open.putIfAbsent(method.key(), method);
        }
      }
    }
    return List.copyOf(open.values());
  }

  /** A class first, then its superclasses, then all its interfaces: the order of resolution. */
  List<ClassFile> lineage(ClassFile type) {
    Map<String, ClassFile> found = new LinkedHashMap<>();
    List<ClassFile> superclasses = new ArrayList<>();
    for (Optional<ClassFile> next = Optional.of(type);
        next.isPresent();
        next = parent(next.get())) {
      superclasses.add(next.get());
      found.put(next.get().name(), next.get());
    }
    superclasses.forEach(superclass -> addInterfaces(superclass, found));
    return List.copyOf(found.values());
  }

  private Optional<ClassFile> parent(ClassFile type) {
    return type.superName() == null || type.isInterface()
        ? Optional.empty()
        : find(type.superName());
  }

  private void addInterfaces(ClassFile type, Map<String, ClassFile> found) {
    for (String name : type.interfaces()) {
      Optional<ClassFile> parent = find(name);
      if (parent.isPresent() && found.putIfAbsent(name, parent.get()) == null) {
        addInterfaces(parent.get(), found);
      }
    }
  }

  /** Whether the JVM, selecting a method, ends at one with code: a class's word beats a default. */
  private boolean isImplemented(String key, List<ClassFile> lineage) {
    if (OF_EVERY_OBJECT.contains(key)) {
      return true;
    }
    List<ClassFile> declaring = new ArrayList<>();
    for (ClassFile type : lineage) {
      Member method = type.methods().get(key);
      if (method == null || method.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) {
        continue;
      }
      if (!type.isInterface()) {
        return !method.is(Opcodes.ACC_ABSTRACT);
      }
      declaring.add(type);
    }
    // Of the interfaces, those count that no other of them extends.
    Set<String> overridden = new HashSet<>();
    for (ClassFile type : declaring) {
      lineage(type).stream().skip(1).map(ClassFile::name).forEach(overridden::add);
    }
    return declaring.stream()
        .filter(type -> !overridden.contains(type.name()))
        .noneMatch(type -> type.methods().get(key).is(Opcodes.ACC_ABSTRACT));
  }

  private Optional<ClassFile> read(String name) {
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(read(new ClassReader(in)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read class " + name, e);
    }
  }

  private static ClassFile read(ClassReader reader) {
    String owner = reader.getClassName();
    Map<String, Member> methods = new LinkedHashMap<>();
    Map<String, Member> fields = new LinkedHashMap<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            methods.put(name + descriptor, new Member(owner, name, descriptor, access));
            return null;
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String descriptor, String signature, Object value) {
            fields.put(name + descriptor, new Member(owner, name, descriptor, access));
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ClassFile(
        owner,
        reader.getAccess(),
        reader.getSuperName(),
        List.of(reader.getInterfaces()),
        methods,
        fields);
  }
}
