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
package io.vectordb.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfFloat;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.HOGDescriptor;

/**
 * Histograms of oriented gradients, 1024 floats, of real pictures. Where more rows are wanted than
 * there are pictures, a picture comes again: shifted, turned and scaled a little.
 */
record PictureHog(Pictures pictures) implements DataSet {
  /** Not a divisor of the number of pictures: pictures of consecutive rows are not alike. */
  private static final long STRIDE = 7_368_787;

  private static final long SEED = 0x5eed;
  private static final int WINDOW = 64;
  private static final int CELL = 8;
  private static final int BINS = 16;
  private static final double MAX_SHIFT = 4;
  private static final double MAX_DEGREES = 10;
  private static final double MAX_SCALING = 0.12;

  @Override
  public String name() {
    return "hog";
  }

  @Override
  public int dimension() {
    return WINDOW / CELL * (WINDOW / CELL) * BINS;
  }

  @Override
  public String description() {
    return "histograms of oriented gradients of "
        + pictures.what()
        + ", each several times: shifted, turned, scaled";
  }

  /** A picture as it is in no row. */
  @Override
  public float[] query(int number) {
    float[] vector = new float[dimension()];
    try (Reader reader = open()) {
      reader.read(Long.MAX_VALUE / STRIDE - 1 - number * 7919L, vector);
    }
    return vector;
  }

  @Override
  public Reader open() {
    return new Describer(pictures.load());
  }

  private static final class Describer implements Reader {
    private final List<Mat> pictures;
    private final HOGDescriptor hog =
        new HOGDescriptor(
            new Size(WINDOW, WINDOW),
            new Size(CELL, CELL),
            new Size(CELL, CELL),
            new Size(CELL, CELL),
            BINS);
    private final Mat moved = new Mat();
    private final Mat motion = new Mat(2, 3, CvType.CV_64F);
    private final MatOfFloat description = new MatOfFloat();

    Describer(List<Mat> pictures) {
      this.pictures = pictures;
    }

    @Override
    public void read(long id, float[] vector) {
      Mat picture = pictures.get((int) (id * STRIDE % pictures.size()));
      setMotion(picture, id < pictures.size() ? null : new SplittableRandom(SEED + id));
      Imgproc.warpAffine(
          picture,
          moved,
          motion,
          new Size(WINDOW, WINDOW),
          Imgproc.INTER_LINEAR,
          Core.BORDER_REPLICATE,
          new Scalar(0));
      hog.compute(moved, description);
      description.get(0, 0, vector);
      Vectors.normalize(vector);
    }

    /** From the middle of the picture to the middle of the window. */
    private void setMotion(Mat picture, SplittableRandom random) {
      double scale = (double) WINDOW / picture.cols() * (1 + any(random, MAX_SCALING));
      double angle = Math.toRadians(any(random, MAX_DEGREES));
      double cos = Math.cos(angle) * scale;
      double sin = Math.sin(angle) * scale;
      double x = (picture.cols() - 1) / 2.0;
      double y = (picture.rows() - 1) / 2.0;
      double middle = (WINDOW - 1) / 2.0;
      motion.put(
          0,
          0,
          cos,
          -sin,
          middle + any(random, MAX_SHIFT) - cos * x + sin * y,
          sin,
          cos,
          middle + any(random, MAX_SHIFT) - sin * x - cos * y);
    }

    private static double any(SplittableRandom random, double most) {
      return random == null ? 0 : random.nextDouble(-most, most);
    }

    @Override
    public void close() {
      moved.release();
      motion.release();
      description.release();
    }
  }
}
