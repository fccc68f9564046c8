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
package io.vectordb.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A user who has no OpenCV loads the stage without harm, and is told what to add. */
class MissingOpenCvTest {
  @Test
  void messageNamesTheArtifact() throws Exception {
    try (URLClassLoader loader = classPathWithoutOpenCv()) {
      assertThrows(ClassNotFoundException.class, () -> loader.loadClass("org.opencv.core.Mat"));
      Class<?> type = loader.loadClass(HogFeaturizer.class.getName());
      Object hog = type.getConstructor().newInstance();
      assertEquals(1024, type.getMethod("dimension").invoke(hog));
      InvocationTargetException error =
          assertThrows(
              InvocationTargetException.class,
              () -> type.getMethod("features", byte[].class).invoke(hog, (Object) new byte[1]));
      String message = error.getCause().getMessage();
      assertEquals(
          "io.vectordb.errors.VectorDbException", error.getCause().getClass().getName(), message);
      assertTrue(message.contains("--packages org.openpnp:opencv:"), message);
    }
  }

  private static URLClassLoader classPathWithoutOpenCv() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (!Path.of(entry).getFileName().toString().startsWith("opencv")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
