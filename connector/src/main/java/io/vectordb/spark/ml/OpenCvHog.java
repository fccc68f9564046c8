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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nu.pattern.OpenCV;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfFloat;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.HOGDescriptor;

/**
 * The only class that touches OpenCV: an optional dependency, so nothing else may name its types,
 * not even in a signature.
 *
 * <p>Native memory is invisible to the garbage collector, which therefore sees no reason to run:
 * every Mat is released as soon as it is used.
 */
final class OpenCvHog {
  static {
    // Once per JVM and class loader: copies the library for this platform to a temporary file.
    OpenCV.loadLocally();
  }

  /** Describing an image does not change a descriptor, so all tasks of an executor share it. */
  private static final Map<HogGeometry, HOGDescriptor> DESCRIPTORS = new ConcurrentHashMap<>();

  private OpenCvHog() {}

  /** Describes an encoded image: PNG, JPEG, WebP, TIFF, BMP and whatever else OpenCV decodes. */
  static float[] describeEncoded(HogGeometry geometry, byte[] encoded)
      throws InvalidImageException {
    Mat image = decode(encoded);
    try {
      return describe(geometry, image);
    } finally {
      image.release();
    }
  }

  /** Describes pixels as Spark's image source has them: 8 bits, row after row, BGR or BGRA. */
  static float[] describePixels(
      HogGeometry geometry, int height, int width, int channels, byte[] pixels) {
    Mat image = new Mat(height, width, CvType.CV_8UC(channels));
    try {
      image.put(0, 0, pixels);
      return describe(geometry, image);
    } finally {
      image.release();
    }
  }

  private static Mat decode(byte[] encoded) throws InvalidImageException {
    // IMREAD_COLOR turns photos the way the camera was held and drops transparency;
    // IMREAD_UNCHANGED keeps transparency and ignores the camera. JPEG has only the former.
    boolean jpeg = encoded.length > 1 && (encoded[0] & 0xFF) == 0xFF && (encoded[1] & 0xFF) == 0xD8;
    MatOfByte bytes = new MatOfByte(encoded);
    Mat image;
    try {
      image = Imgcodecs.imdecode(bytes, jpeg ? Imgcodecs.IMREAD_COLOR : Imgcodecs.IMREAD_UNCHANGED);
    } catch (CvException e) {
      throw new InvalidImageException("OpenCV refuses the image: " + e.getMessage().strip(), e);
    } finally {
      bytes.release();
    }
    if (image.empty()) {
      throw new InvalidImageException("not an image that OpenCV can decode", null);
    }
    if (image.depth() == CvType.CV_16U) {
      image.convertTo(image, CvType.CV_8U, 1 / 257.0);
    } else if (image.depth() != CvType.CV_8U) {
      String depth = CvType.typeToString(image.type());
      image.release();
      throw new InvalidImageException(
          "the image has pixels of type " + depth + "; 8 and 16 bits are supported", null);
    }
    return image;
  }

  private static float[] describe(HogGeometry geometry, Mat image) {
    // IPP computes other last bits for other alignments of its buffers, so that a retried task
    // would not repeat its result. The switch is per thread.
    boolean ipp = Core.useIPP();
    Core.setUseIPP(false);
    Mat grey = new Mat();
    MatOfFloat descriptor = new MatOfFloat();
    try {
      toGrey(image, grey);
      Imgproc.resize(
          grey,
          grey,
          new Size(geometry.windowWidth(), geometry.windowHeight()),
          0,
          0,
          Imgproc.INTER_AREA);
      DESCRIPTORS.computeIfAbsent(geometry, OpenCvHog::descriptor).compute(grey, descriptor);
      return descriptor.toArray();
    } finally {
      grey.release();
      descriptor.release();
      Core.setUseIPP(ipp);
    }
  }

  /** Greyscale, with what is transparent turned white: else the edges of a cut-out are lost. */
  private static void toGrey(Mat image, Mat grey) {
    switch (image.channels()) {
      case 1 -> image.copyTo(grey);
      case 3 -> Imgproc.cvtColor(image, grey, Imgproc.COLOR_BGR2GRAY);
      default -> {
        Mat alpha = new Mat();
        try {
          Imgproc.cvtColor(image, grey, Imgproc.COLOR_BGRA2GRAY);
          Core.extractChannel(image, alpha, 3);
          Core.multiply(grey, alpha, grey, 1 / 255.0);
          Core.bitwise_not(alpha, alpha);
          Core.add(grey, alpha, grey);
        } finally {
          alpha.release();
        }
      }
    }
  }

  private static HOGDescriptor descriptor(HogGeometry geometry) {
    return new HOGDescriptor(
        new Size(geometry.windowWidth(), geometry.windowHeight()),
        new Size(geometry.blockWidth(), geometry.blockHeight()),
        new Size(geometry.blockStrideX(), geometry.blockStrideY()),
        new Size(geometry.cellWidth(), geometry.cellHeight()),
        geometry.bins());
  }
}
