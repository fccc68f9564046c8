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

import io.vectordb.errors.VectorDbException;
import java.io.Serializable;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;

/**
 * What runs on the executors: an image in, its histogram of oriented gradients out. Names no type
 * of OpenCV, so that without OpenCV it can still be loaded and say what is missing.
 */
record ImageDescriber(HogGeometry geometry, boolean normalize) implements Serializable {
  private static final String OPENCV = "org.openpnp:opencv:4.9.0-0";

  /** Fails with the way to add OpenCV where it is not on the class path of this class. */
  static void requireOpenCv() {
    try {
      Class.forName("org.opencv.core.Mat", false, ImageDescriber.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw missing(e);
    }
  }

  float[] describe(byte[] encoded) throws InvalidImageException {
    if (encoded.length == 0) {
      throw new InvalidImageException("the image has no bytes", null);
    }
    try {
      return normalized(OpenCvHog.describeEncoded(geometry, encoded));
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  /** Describes a row of {@link ImageSchema#columnSchema()}. */
  float[] describe(Row image) throws InvalidImageException {
    int height = ImageSchema.getHeight(image);
    int width = ImageSchema.getWidth(image);
    int channels = ImageSchema.getNChannels(image);
    byte[] pixels = ImageSchema.getData(image);
    boolean known = channels == 1 || channels == 3 || channels == 4;
    if (!known
        || height < 1
        || width < 1
        || pixels == null
        || (long) height * width * channels != pixels.length) {
      throw new InvalidImageException(
          "height %d, width %d, nChannels %d and %d bytes of data make no 8-bit image"
              .formatted(height, width, channels, pixels == null ? 0 : pixels.length),
          null);
    }
    try {
      return normalized(OpenCvHog.describePixels(geometry, height, width, channels, pixels));
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  /**
   * Scales to unit length, summing in double. An image without any edge has a descriptor of zeros,
   * which no scale makes a unit: it stays zero, and its dot product with anything is 0.
   */
  private float[] normalized(float[] descriptor) {
    if (!normalize) {
      return descriptor;
    }
    double squares = 0;
    for (float value : descriptor) {
      squares += (double) value * value;
    }
    if (squares > 0) {
      double scale = 1 / Math.sqrt(squares);
      for (int i = 0; i < descriptor.length; i++) {
        descriptor[i] = (float) (descriptor[i] * scale);
      }
    }
    return descriptor;
  }

  private static VectorDbException missing(Throwable cause) {
    return new VectorDbException(
        ("HogFeaturizer needs OpenCV, which could not be loaded (%s). Add the Maven artifact %s: "
                + "spark-submit --packages %s ... (pyspark and spark-shell take the same option). "
                + "If the vectordb jar lies in the jars folder of Spark, put the OpenCV jar there.")
            .formatted(cause, OPENCV, OPENCV),
        cause);
  }
}
