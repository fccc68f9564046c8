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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vectordb.errors.VectorDbException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link HogFeaturizer} as a stage of Spark ML. */
class HogFeaturizerTest {
  private static final StructType SCHEMA =
      new StructType().add("path", "string").add("image", "binary");

  private static SparkSession spark;

  @TempDir Path folder;

  private final byte[] noise = Images.noise(1, 64, 64, BufferedImage.TYPE_INT_RGB);
  private final byte[] disc = Images.disc(Color.RED, null);

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @Test
  void columnEqualsFeaturesOfOneImage() {
    HogFeaturizer hog = hog();
    Dataset<Row> result = hog.transform(images(noise, disc, null));
    assertEquals("array<float>", result.schema().apply("features").dataType().catalogString());
    List<Row> rows = result.collectAsList();
    assertArrayEquals(hog.features(noise), floats(rows.get(0)));
    assertArrayEquals(hog.features(disc), floats(rows.get(1)));
    assertTrue(rows.get(2).isNullAt(2));
  }

  @Test
  void imageSourceEqualsBytes() throws IOException {
    byte[] colour = Images.noise(2, 90, 40, BufferedImage.TYPE_INT_RGB);
    byte[] grey = Images.noise(3, 64, 64, BufferedImage.TYPE_BYTE_GRAY);
    Files.write(folder.resolve("a.png"), noise);
    Files.write(folder.resolve("b.png"), disc);
    Files.write(folder.resolve("c.png"), colour);
    Files.write(folder.resolve("d.png"), grey);
    HogFeaturizer hog = hog();
    List<Row> rows =
        hog.transform(spark.read().format("image").load(folder.toString()))
            .orderBy("image.origin")
            .select("features")
            .collectAsList();
    byte[][] files = {noise, disc, colour, grey};
    for (int i = 0; i < files.length; i++) {
      assertArrayEquals(hog.features(files[i]), floats(rows.get(i)), "image " + i);
    }
  }

  @Test
  void mlVectorOutput() {
    HogFeaturizer hog = hog().setOutputType("vector").setOutputCol("v");
    Dataset<Row> result = hog.transform(images(noise));
    assertEquals(hog.transformSchema(SCHEMA), result.schema());
    Vector vector = assertInstanceOf(Vector.class, result.first().getAs("v"));
    float[] features = hog.features(noise);
    assertEquals(features.length, vector.size());
    for (int i = 0; i < features.length; i++) {
      assertEquals(features[i], vector.apply(i));
    }
  }

  @Test
  void savedStageHasItsParameters() throws IOException {
    HogFeaturizer hog =
        hog().setBins(8).setWindowWidth(32).setHandleInvalid("keep").setNormalize(false);
    String path = folder.resolve("hog").toString();
    hog.write().overwrite().save(path);
    HogFeaturizer loaded = HogFeaturizer.load(path);
    assertEquals(hog.uid(), loaded.uid());
    assertEquals(hog.explainParams(), loaded.explainParams());
    assertEquals(14, loaded.params().length);
    assertArrayEquals(hog.features(noise), loaded.features(noise));
  }

  @Test
  void worksInsideSavedPipeline() throws IOException {
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {hog()});
    String path = folder.resolve("pipeline").toString();
    pipeline.fit(images(noise)).write().save(path);
    Row row = PipelineModel.load(path).transform(images(noise)).first();
    assertArrayEquals(hog().features(noise), floats(row));
  }

  @Test
  void copyKeepsParameters() {
    HogFeaturizer hog = hog().setBins(5);
    HogFeaturizer copy = hog.copy(new org.apache.spark.ml.param.ParamMap());
    assertEquals(hog.uid(), copy.uid());
    assertEquals(5, copy.getBins());
    assertEquals("image", copy.getInputCol());
  }

  @Test
  void invalidImageFailsByDefaultAndIsNamed() {
    Dataset<Row> result = hog().transform(images(noise, new byte[] {1, 2}));
    Throwable error = assertThrows(Exception.class, result::collectAsList);
    while (!(error instanceof VectorDbException)) {
      error = error.getCause();
    }
    assertEquals(
        "HogFeaturizer: cannot read the image file:/1.png: not an image that OpenCV can decode; "
            + "remove it, or set handleInvalid to 'skip' or 'keep'",
        error.getMessage());
  }

  @Test
  void invalidImageIsSkippedAndNullIsKept() {
    Dataset<Row> result =
        hog().setHandleInvalid("skip").transform(images(noise, new byte[] {1, 2}, null, disc));
    List<Row> rows = result.orderBy("path").collectAsList();
    assertEquals(
        List.of("file:/0.png", "file:/2.png", "file:/3.png"),
        rows.stream().map(row -> row.getString(0)).toList());
    assertTrue(rows.get(1).isNullAt(2));
  }

  @Test
  void invalidImageIsKeptAsNull() {
    List<Row> rows =
        hog().setHandleInvalid("keep").transform(images(new byte[] {1}, noise)).collectAsList();
    assertNull(rows.get(0).get(2));
    assertArrayEquals(hog().features(noise), floats(rows.get(1)));
  }

  @Test
  void invalidImageStructIsNamed() {
    StructType schema =
        new StructType().add("image", org.apache.spark.ml.image.ImageSchema.columnSchema());
    Row broken = RowFactory.create("file:/x.png", -1, -1, -1, -1, new byte[0]);
    Dataset<Row> images = spark.createDataFrame(List.of(RowFactory.create(broken)), schema);
    Throwable error = assertThrows(Exception.class, () -> hog().transform(images).collectAsList());
    while (!(error instanceof VectorDbException)) {
      error = error.getCause();
    }
    assertTrue(error.getMessage().contains("the image file:/x.png: height -1, width -1"));
    assertEquals(0, hog().setHandleInvalid("skip").transform(images).count());
  }

  @Test
  void schemaErrorsNameTheRemedy() {
    assertMessage(
        "HogFeaturizer: inputCol is not set; call setInputCol with the column of images, one of "
            + "[path, image]",
        new HogFeaturizer());
    assertMessage(
        "HogFeaturizer: there is no column 'img'; call setInputCol with one of [path, image]",
        hog().setInputCol("img"));
    assertMessage(
        "HogFeaturizer: column 'path' is STRING; it has to hold encoded images (BINARY) or the "
            + "struct of Spark's image source",
        hog().setInputCol("path"));
    assertMessage(
        "HogFeaturizer: the column 'path' exists already; call setOutputCol with another name",
        hog().setOutputCol("path"));
    assertMessage("HogFeaturizer: bins is 0; set it to 1 or more", hog().setBins(0));
    assertThrows(IllegalArgumentException.class, () -> hog().setHandleInvalid("ignore"));
    assertThrows(IllegalArgumentException.class, () -> hog().setOutputType("list"));
  }

  private static void assertMessage(String message, HogFeaturizer hog) {
    AnalysisException error =
        assertThrows(AnalysisException.class, () -> hog.transformSchema(SCHEMA));
    assertEquals(message, error.getCause().getMessage());
  }

  private static HogFeaturizer hog() {
    return new HogFeaturizer().setInputCol("image");
  }

  private static Dataset<Row> images(byte[]... images) {
    Row[] rows = new Row[images.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = RowFactory.create("file:/" + i + ".png", images[i]);
    }
    return spark.createDataFrame(Arrays.asList(rows), SCHEMA);
  }

  private static float[] floats(Row row) {
    List<Float> list = row.getList(row.fieldIndex("features"));
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = list.get(i);
    }
    return floats;
  }
}
