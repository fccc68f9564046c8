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

import io.vectordb.distribution.ClassPath.ClassFile;
import io.vectordb.distribution.ClassPath.Member;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds what a jar needs and a class path lacks, before anything runs: each problem is a {@link
 * LinkageError} that some user would meet.
 *
 * <p>A reference is checked as the JVM would link it: the class exists, it still is a class (or an
 * interface), the member exists with this very signature, is visible, and is static (or not). A
 * class of the jar must not extend a final class, override a final method or leave a method
 * abstract. References to the JDK itself are javac's business ({@code --release}).
 */
final class LinkChecker {

  /**
   * What one class of the jar asks for in vain.
   *
   * @param from the class of the jar
   * @param target the class that is asked for
   * @param reason the rest of the sentence
   */
  record Problem(String from, String target, String reason) implements Comparable<Problem> {

    @Override
    public int compareTo(Problem other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return from + " -> " + target + ": " + reason;
    }
  }

  private final ClassPath classPath;
  private final Set<Problem> problems = new TreeSet<>();

  private LinkChecker(ClassPath classPath) {
    this.classPath = classPath;
  }

  /** Every problem that {@code jar} has on the class path {@code jars} of this JDK. */
  static Set<Problem> check(Path jar, List<Path> jars) throws IOException {
    List<Path> all = Stream.concat(Stream.of(jar), jars.stream()).toList();
    try (ClassPath classPath = new ClassPath(all);
        JarFile file = new JarFile(jar.toFile())) {
      LinkChecker checker = new LinkChecker(classPath);
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
          try (InputStream in = file.getInputStream(entry)) {
            checker.checkClass(new ClassReader(in));
          }
        }
      }
      return checker.problems;
    }
  }

  private void checkClass(ClassReader reader) {
    String from = reader.getClassName();
    checkNamedClasses(from, reader);
    classPath.find(from).ifPresent(this::checkInheritance);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            checkTypes(from, Type.getMethodType(descriptor));
            return new CodeVisitor(from);
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String descriptor, String signature, Object value) {
            checkTypes(from, Type.getType(descriptor));
            return null;
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  /** The class entries of the constant pool: supertypes, new, instanceof, casts, class literals. */
  private void checkNamedClasses(String from, ClassReader reader) {
    final int classTag = 7;
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int offset = reader.getItem(i);
      if (offset > 0 && reader.readByte(offset - 1) == classTag) {
        checkTypes(from, Type.getObjectType(reader.readUTF8(offset, buffer)));
      }
    }
  }

  private void checkTypes(String from, Type type) {
    switch (type.getSort()) {
      case Type.OBJECT -> find(from, type.getInternalName());
      case Type.ARRAY -> checkTypes(from, type.getElementType());
      case Type.METHOD -> {
        checkTypes(from, type.getReturnType());
        for (Type argument : type.getArgumentTypes()) {
          checkTypes(from, argument);
        }
      }
      default -> {} // a primitive
    }
  }

  private void checkInheritance(ClassFile type) {
    String from = type.name();
    if (type.superName() != null) {
      find(from, type.superName())
          .ifPresent(
              parent -> {
                report(parent.isInterface(), from, parent.name(), "is an interface now");
                report(parent.is(Opcodes.ACC_FINAL), from, parent.name(), "is final");
              });
    }
    for (String name : type.interfaces()) {
      find(from, name)
          .ifPresent(parent -> report(!parent.isInterface(), from, name, "is a class now"));
    }
    if (type.isInterface()) {
      return;
    }
    for (ClassFile ancestor : classPath.lineage(type).stream().skip(1).toList()) {
      for (Member method : type.methods().values()) {
        Member overridden = ancestor.methods().get(method.name() + method.descriptor());
        boolean broken =
            overridden != null
                && !method.name().startsWith("<")
                && overridden.isVisibleOutside()
                && overridden.is(Opcodes.ACC_FINAL);
        report(broken, from, ancestor.name(), "has a final " + method.name() + method.descriptor());
      }
    }
    if (!type.is(Opcodes.ACC_ABSTRACT)) {
      checkImplements(from, type, "");
    }
  }

  /** {@code except} is the method that a lambda brings. */
  private void checkImplements(String from, ClassFile type, String except) {
    for (Member open : classPath.abstractMethods(type)) {
      boolean implemented = open.name().equals(except) || isJdk(open.owner());
      report(!implemented, from, open.owner(), "abstract " + open.name() + open.descriptor());
    }
  }

  private Optional<ClassFile> find(String from, String name) {
    if (isJdk(name) || name.startsWith("[")) {
      return Optional.empty();
    }
    Optional<ClassFile> found = classPath.find(name);
    report(found.isEmpty(), from, name, "no such class");
    return found;
  }

  private static boolean isJdk(String name) {
    return name.startsWith("java/") || name.startsWith("javax/") || name.startsWith("jdk/");
  }

  private void report(boolean broken, String from, String target, String reason) {
    if (broken) {
      problems.add(new Problem(from, target, reason));
    }
  }

  private static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /** Checks the members that the code of one method names. */
  private final class CodeVisitor extends MethodVisitor {

    private final String from;

    CodeVisitor(String from) {
      super(Opcodes.ASM9);
      this.from = from;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      checkMethod(owner, name, descriptor, isInterface, opcode == Opcodes.INVOKESTATIC);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
      checkField(owner, name, descriptor, isStatic);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      checkHandle(bootstrap);
      checkConstants(arguments);
      if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
        String functional = Type.getReturnType(descriptor).getInternalName();
        find(from, functional).ifPresent(type -> checkLambda(type, name));
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      checkConstants(value);
    }

    private void checkLambda(ClassFile type, String method) {
      report(!type.isInterface(), from, type.name(), "is a class now");
      boolean named =
          classPath.abstractMethods(type).stream().anyMatch(m -> m.name().equals(method));
      report(!named, from, type.name(), "no abstract " + method + " for a lambda");
      checkImplements(from, type, method);
    }

    private void checkConstants(Object... values) {
      List<Object> nested = new ArrayList<>();
      for (Object value : values) {
        if (value instanceof Handle handle) {
          checkHandle(handle);
        } else if (value instanceof Type type) {
          checkTypes(from, type);
        } else if (value instanceof ConstantDynamic constant) {
          checkHandle(constant.getBootstrapMethod());
          for (int i = 0; i < constant.getBootstrapMethodArgumentCount(); i++) {
            nested.add(constant.getBootstrapMethodArgument(i));
          }
        }
      }
      if (!nested.isEmpty()) {
        checkConstants(nested.toArray());
      }
    }

    private void checkHandle(Handle handle) {
      switch (handle.getTag()) {
        case Opcodes.H_GETFIELD, Opcodes.H_PUTFIELD ->
            checkField(handle.getOwner(), handle.getName(), handle.getDesc(), false);
        case Opcodes.H_GETSTATIC, Opcodes.H_PUTSTATIC ->
            checkField(handle.getOwner(), handle.getName(), handle.getDesc(), true);
        default ->
            checkMethod(
                handle.getOwner(),
                handle.getName(),
                handle.getDesc(),
                handle.isInterface(),
                handle.getTag() == Opcodes.H_INVOKESTATIC);
      }
    }

    private void checkMethod(
        String owner, String name, String descriptor, boolean isInterface, boolean isStatic) {
      checkTypes(from, Type.getMethodType(descriptor));
      Optional<ClassFile> type = find(from, owner);
      if (type.isEmpty()) {
        return;
      }
      String kind = isInterface ? "is a class now" : "is an interface now";
      report(type.get().isInterface() != isInterface, from, owner, kind);
      Optional<Member> method = classPath.resolveMethod(type.get(), name, descriptor);
      checkMember(owner, method, "method " + name + descriptor, isStatic);
    }

    private void checkField(String owner, String name, String descriptor, boolean isStatic) {
      checkTypes(from, Type.getType(descriptor));
      Optional<ClassFile> type = find(from, owner);
      if (type.isPresent()) {
        Optional<Member> field = classPath.resolveField(type.get(), name, descriptor);
        checkMember(owner, field, "field " + name + " " + descriptor, isStatic);
      }
    }

    private void checkMember(String owner, Optional<Member> member, String what, boolean isStatic) {
      report(member.isEmpty(), from, owner, "no " + what);
      if (member.isPresent()) {
        Member found = member.get();
        boolean visible =
            found.isVisibleOutside()
                || packageOf(found.owner()).equals(packageOf(from))
                || isJdk(found.owner());
        report(!visible, from, owner, "not visible: " + what);
        String wrong = isStatic ? "not static: " : "static now: ";
        report(found.is(Opcodes.ACC_STATIC) != isStatic, from, owner, wrong + what);
      }
    }
  }
}
