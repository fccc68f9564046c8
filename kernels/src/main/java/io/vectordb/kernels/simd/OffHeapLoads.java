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
package io.vectordb.kernels.simd;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads registers straight from memory outside the heap, so that the processor fetches the next
 * lines while it computes; copying first makes it wait.
 *
 * <p>JDK 17 and 18 load from a {@link ByteBuffer}, later ones from a memory segment, and no method
 * is in all of them. So there are method handles, which are constants: the compiler inlines them
 * like calls.
 */
final class OffHeapLoads {
  /**
   * A file that is cut short while it is mapped makes loads of it faults. HotSpot turns a fault in
   * compiled code into an {@link InternalError} if the code was marked when it met an access by
   * {@code Unsafe}, which loads of vectors are not to all JDKs, and ends otherwise. So every load
   * comes with such an access, whose result nobody uses, so that no instruction is left of it.
   */
  private static final VarHandle MARK =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final byte[] MARKED = new byte[Integer.BYTES];

  private static final MethodHandle OPEN;
  private static final MethodHandle BYTES;
  private static final MethodHandle FLOATS;

  static {
    MethodHandle open = null;
    MethodHandle bytes = null;
    MethodHandle floats = null;
    try {
      open = findOpen();
      bytes = find(ByteVector.class, CodeSpecies.BYTES);
      floats = find(FloatVector.class, Species.FLOATS);
    } catch (ReflectiveOperationException e) {
      System.getLogger(OffHeapLoads.class.getName())
          .log(System.Logger.Level.WARNING, "This JDK loads vectors in no known way: " + e);
    }
    OPEN = open;
    BYTES = bytes;
    FLOATS = floats;
  }

  private OffHeapLoads() {}

  /** Whether the JDK has one of the ways to load. */
  static boolean areAvailable() {
    return FLOATS != null;
  }

  private static boolean hasSegments() {
    return Runtime.version().feature() >= 19;
  }

  private static Class<?> segmentClass() throws ClassNotFoundException {
    return Class.forName("java.lang.foreign.MemorySegment");
  }

  /** Takes a buffer and returns what vectors are loaded from. */
  private static MethodHandle findOpen() throws ReflectiveOperationException {
    MethodHandle open =
        hasSegments()
            ? MethodHandles.publicLookup()
                .findStatic(segmentClass(), "ofBuffer", methodType(segmentClass(), Buffer.class))
            : MethodHandles.identity(ByteBuffer.class);
    return open.asType(methodType(Object.class, ByteBuffer.class));
  }

  /** Takes what {@link #findOpen} returns and the index of a byte. */
  private static <T extends Vector<?>> MethodHandle find(Class<T> vector, VectorSpecies<?> species)
      throws ReflectiveOperationException {
    Class<?> memory = hasSegments() ? segmentClass() : ByteBuffer.class;
    Class<?> index = hasSegments() ? long.class : int.class;
    MethodHandle load =
        MethodHandles.publicLookup()
            .findStatic(
                vector,
                hasSegments() ? "fromMemorySegment" : "fromByteBuffer",
                methodType(vector, VectorSpecies.class, memory, index, ByteOrder.class));
    MethodHandle ofSpecies = MethodHandles.insertArguments(load, 0, species);
    return MethodHandles.insertArguments(ofSpecies, 2, ByteOrder.LITTLE_ENDIAN)
        .asType(methodType(vector, Object.class, int.class));
  }

  /**
   * Makes all bytes of a buffer loadable, whatever its position and limit are.
   *
   * @return for the other methods; it keeps the buffer's memory alive
   */
  static Object open(ByteBuffer buffer) {
    try {
      return (Object) OPEN.invokeExact(buffer.duplicate().clear());
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** A register of {@link CodeSpecies#BYTES}, from the byte {@code index} on. */
  static ByteVector bytes(Object memory, int index) {
    markCompiledCode();
    try {
      return (ByteVector) BYTES.invokeExact(memory, index);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** A register of {@link Species#FLOATS}, little-endian, from the byte {@code index} on. */
  static FloatVector floats(Object memory, int index) {
    markCompiledCode();
    try {
      return (FloatVector) FLOATS.invokeExact(memory, index);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static void markCompiledCode() {
    int unused = (int) MARK.get(MARKED, 0);
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
  }
}
