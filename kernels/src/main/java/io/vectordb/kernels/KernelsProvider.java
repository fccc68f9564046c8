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
package io.vectordb.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Set;

/**
 * Chooses the loops of the kernels once per JVM. The lookup is a list of reasons not to use SIMD,
 * each a sentence with its remedy: without the compiler's intrinsics the vector API is 10 to 100
 * times slower than a plain loop, so every doubt ends in scalar code, which has the same results.
 */
final class KernelsProvider {

  /** See {@link VectorKernels#MAX_VECTOR_BITS_PROPERTY}. */
  static final String MAX_VECTOR_BITS_PROPERTY = "io.vectordb.kernels.maxVectorBits";

  private static final String SIMD_CLASS = "io.vectordb.kernels.simd.SimdLoops";
  private static final String SIMD_CODE_CLASS = "io.vectordb.kernels.simd.SimdCodeLoops";
  private static final String SIMD_PANEL_CLASS = "io.vectordb.kernels.simd.SimdPanelLoops";
  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final Set<String> LEGAL_CAPS = Set.of("0", "scalar", "128", "256", "512");

  /** What users know, and may have set a level for. */
  private static final String LOGGER = "io.vectordb.kernels.VectorKernels";

  private static VectorLoops chosen;
  private static CodeLoops chosenForCodes;
  private static PanelLoops chosenForPanels;

  private KernelsProvider() {}

  /** Not a static initialiser: an illegal property must fail with its message on every call. */
  static synchronized VectorLoops vectorLoops() {
    if (chosen == null) {
      chosen = choose(System.getProperty(MAX_VECTOR_BITS_PROPERTY, "512"));
    }
    return chosen;
  }

  /** The loops over codes that go with {@link #vectorLoops}. */
  static synchronized CodeLoops codeLoops() {
    if (chosenForCodes == null) {
      boolean isScalar = vectorLoops() == ScalarLoops.INSTANCE;
      Object simd = isScalar ? null : load(SIMD_CODE_CLASS, "createIfDirect");
      chosenForCodes = simd == null ? ScalarCodeLoops.INSTANCE : (CodeLoops) simd;
    }
    return chosenForCodes;
  }

  /** The loops over packed panels that go with {@link #vectorLoops}. */
  static synchronized PanelLoops panelLoops() {
    if (chosenForPanels == null) {
      chosenForPanels =
          vectorLoops() == ScalarLoops.INSTANCE
              ? ScalarPanelLoops.INSTANCE
              : (PanelLoops) load(SIMD_PANEL_CLASS, "create");
    }
    return chosenForPanels;
  }

  static VectorLoops choose(String cap) {
    if (!LEGAL_CAPS.contains(cap)) {
      throw new IllegalArgumentException(
          "System property "
              + MAX_VECTOR_BITS_PROPERTY
              + " is '"
              + cap
              + "'; legal values are 128, 256 and 512 (a cap on the width of SIMD registers in"
              + " bits), 0 and scalar (no SIMD)");
    }
    if (cap.equals("0") || cap.equals("scalar")) {
      log(Level.INFO, "scalar, as system property " + MAX_VECTOR_BITS_PROPERTY + " asks for it");
      return ScalarLoops.INSTANCE;
    }
    String reason = reasonAgainstSimd();
    if (reason != null) {
      log(Level.WARNING, "scalar: results are the same, scans are several times slower. " + reason);
      return ScalarLoops.INSTANCE;
    }
    VectorLoops simd = (VectorLoops) load(SIMD_CLASS, "createIfWide");
    if (simd == null) {
      log(
          Level.WARNING,
          "scalar: results are the same, scans are several times slower. The vector"
              + " registers of this processor ("
              + System.getProperty("os.arch")
              + ") are too narrow as"
              + " the JVM sees them; SIMD needs AVX2 or NEON. If the processor has them, remove"
              + " -XX:UseAVX and -XX:MaxVectorSize from the flags of the JVM.");
      return ScalarLoops.INSTANCE;
    }
    log(Level.INFO, simd.description());
    return simd;
  }

  /** A sentence why SIMD cannot be used and what to do about it, or null if it can. */
  private static String reasonAgainstSimd() {
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (!Set.of("amd64", "x86_64", "aarch64").contains(arch)) {
      return "SIMD was never measured on the processor architecture "
          + arch
          + "; run on x86-64 or AArch64.";
    }
    String vm = System.getProperty("java.vm.name", "");
    if (!vm.contains("Server VM")) {
      return "The virtual machine is '"
          + vm
          + "', whose compiler may not know the vector API; run on a HotSpot Server VM.";
    }
    String mode = System.getProperty("java.vm.info", "");
    if (mode.contains("emulated-client") || mode.contains("interpreted")) {
      return "The C2 compiler is off ("
          + mode
          + "); remove -Xint, -XX:TieredStopAtLevel or -client from the flags of the JVM.";
    }
    if (usesJvmciCompiler()) {
      return "A JVMCI compiler replaces C2; pass -XX:-UseJVMCICompiler to the JVM.";
    }
    // Last of the reasons: the classes of the module are only safe to touch after all the others.
    if (vectorModule() == null) {
      return "The module "
          + VECTOR_MODULE
          + " is not loaded; pass --add-modules="
          + VECTOR_MODULE
          + " to the JVM (spark.driver.extraJavaOptions and spark.executor.extraJavaOptions).";
    }
    return null;
  }

  private static Module vectorModule() {
    ModuleLayer layer = KernelsProvider.class.getModule().getLayer();
    return (layer == null ? ModuleLayer.boot() : layer).findModule(VECTOR_MODULE).orElse(null);
  }

  private static boolean usesJvmciCompiler() {
    try {
      HotSpotDiagnosticMXBean vm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return vm != null && Boolean.parseBoolean(vm.getVMOption("UseJVMCICompiler").getValue());
    } catch (IllegalArgumentException e) {
      return false; // a JVM built without JVMCI does not have the flag
    }
  }

  /** By reflection, so that no class of this package links the module, which may be absent. */
  private static Object load(String className, String factory) {
    try {
      return Class.forName(className).getMethod(factory).invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("The SIMD kernels are missing from the jar of this class", e);
    }
  }

  private static void log(Level level, String message) {
    System.getLogger(LOGGER).log(level, "Vector kernels: " + message);
  }
}
