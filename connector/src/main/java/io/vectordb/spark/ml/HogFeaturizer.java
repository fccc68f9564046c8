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

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.errors.SparkErrors;
import java.util.Arrays;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Describes images by histograms of oriented gradients (Dalal and Triggs, 2005): a feature vector
 * in which images with alike outlines have a dot product close to 1.
 *
 * <pre>{@code
 * HogFeaturizer hog = new HogFeaturizer().setInputCol("content").setOutputCol("feature");
 * Dataset<Row> features = hog.transform(spark.read().format("binaryFile").load(folder));
 * float[] query = hog.features(Files.readAllBytes(picture));
 * }</pre>
 *
 * <p>The input column holds encoded images (BINARY: PNG, JPEG, ...) or the struct of Spark's {@code
 * image} source. An image is put on white where it is transparent, turned grey, stretched to the
 * window and described. With the defaults a description is 8 x 8 cells of 16 directions = 1024
 * floats of unit length; an image without any edge is described by zeros. A NULL image has NULL
 * features.
 *
 * <p>From PySpark: {@code
 * DataFrame(spark._jvm.io.vectordb.spark.ml.HogFeaturizer().setInputCol("content")
 * .transform(df._jdf), spark)}.
 *
 * <p>Needs OpenCV for Java, {@code org.openpnp:opencv}, which the user adds.
 */
public final class HogFeaturizer extends HogParams implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  /** Where Spark's binaryFile source keeps the name of the file that an image came from. */
  private static final String ORIGIN_COLUMN = "path";

  public HogFeaturizer() {
    this(Identifiable$.MODULE$.randomUID("hog"));
  }

  /** For Spark ML, which restores a saved stage under its own uid. */
  public HogFeaturizer(String uid) {
    super(uid);
  }

  public static HogFeaturizer load(String path) {
    return read().load(path);
  }

  public static MLReader<HogFeaturizer> read() {
    return new DefaultParamsReader<>();
  }

  /** The features of one encoded image, computed here as {@link #transform} computes them. */
  public float[] features(byte[] image) {
    ImageDescriber.requireOpenCv();
    try {
      return new ImageDescriber(geometry(), getNormalize()).describe(image);
    } catch (InvalidImageException e) {
      throw invalid(null, e);
    }
  }

  /** Length of the features: what a table of them has as its dimension. */
  public int dimension() {
    return geometry().length();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    ImageDescriber.requireOpenCv();
    boolean vector = getOutputType().equals("vector");
    Describe describe =
        new Describe(
            new ImageDescriber(geometry(), getNormalize()),
            vector,
            getHandleInvalid().equals("error"));
    UserDefinedFunction hog = udf(describe, outputDataType());
    Column image = col(quoted(getInputCol()));
    if (!getHandleInvalid().equals("skip")) {
      return dataset.withColumn(getOutputCol(), hog.apply(image, origin(dataset.schema())));
    }
    // A filter on a deterministic column is evaluated below it, and each image described twice.
    Column once = hog.asNondeterministic().apply(image, origin(dataset.schema()));
    return dataset
        .withColumn(getOutputCol(), once)
        .filter(image.isNull().or(col(quoted(getOutputCol())).isNotNull()));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return SparkErrors.translating(() -> outputSchema(schema));
  }

  private StructType outputSchema(StructType schema) {
    geometry();
    if (!isDefined(inputCol())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          "HogFeaturizer: inputCol is not set; call setInputCol with the column of images, one of "
              + Arrays.toString(schema.fieldNames()));
    }
    String input = getInputCol();
    if (!Arrays.asList(schema.fieldNames()).contains(input)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          "HogFeaturizer: there is no column '%s'; call setInputCol with one of %s"
              .formatted(input, Arrays.toString(schema.fieldNames())));
    }
    DataType type = schema.apply(input).dataType();
    if (!type.equals(DataTypes.BinaryType) && !isImage(type)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          ("HogFeaturizer: column '%s' is %s; it has to hold encoded images (BINARY) or the struct "
                  + "of Spark's image source")
              .formatted(input, type.sql()));
    }
    if (Arrays.asList(schema.fieldNames()).contains(getOutputCol())) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          "HogFeaturizer: the column '%s' exists already; call setOutputCol with another name"
              .formatted(getOutputCol()));
    }
    return schema.add(getOutputCol(), outputDataType(), true);
  }

  @Override
  public HogFeaturizer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  private DataType outputDataType() {
    return getOutputType().equals("vector")
        ? SQLDataTypes.VectorType()
        : DataTypes.createArrayType(DataTypes.FloatType, false);
  }

  /** Only for errors; a struct of Spark's image source knows its origin itself. */
  private static Column origin(StructType schema) {
    for (StructField field : schema.fields()) {
      if (field.name().equals(ORIGIN_COLUMN) && field.dataType().equals(DataTypes.StringType)) {
        return col(ORIGIN_COLUMN);
      }
    }
    return lit(null).cast(DataTypes.StringType);
  }

  private static boolean isImage(DataType type) {
    // Nullability is lost and won on the way through files and joins: it does not count.
    return type instanceof StructType struct
        && struct.asNullable().equals(ImageSchema.columnSchema().asNullable());
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  private static VectorDbException invalid(String origin, InvalidImageException e) {
    return new VectorDbException(
        "HogFeaturizer: cannot read %s: %s; remove it, or set handleInvalid to 'skip' or 'keep'"
            .formatted(origin == null ? "an image" : "the image " + origin, e.getMessage()),
        e);
  }

  /** Image and origin to features; NULL for an image that cannot be decoded unless strict. */
  private record Describe(ImageDescriber describer, boolean vector, boolean strict)
      implements UDF2<Object, String, Object> {
    @Override
    public Object call(Object image, String path) {
      if (image == null) {
        return null;
      }
      float[] features;
      try {
        features =
            image instanceof Row row ? describer.describe(row) : describer.describe((byte[]) image);
      } catch (InvalidImageException e) {
        if (strict) {
          throw invalid(image instanceof Row row ? ImageSchema.getOrigin(row) : path, e);
        }
        return null;
      }
      return vector ? Vectors.dense(toDoubles(features)) : features;
    }

    private static double[] toDoubles(float[] features) {
      double[] doubles = new double[features.length];
      for (int i = 0; i < doubles.length; i++) {
        doubles[i] = features[i];
      }
      return doubles;
    }
  }

  public HogFeaturizer setInputCol(String value) {
    return with(inputCol(), value);
  }

  public HogFeaturizer setOutputCol(String value) {
    return with(outputCol(), value);
  }

  public HogFeaturizer setOutputType(String value) {
    return with(outputType(), value);
  }

  public HogFeaturizer setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  public HogFeaturizer setNormalize(boolean value) {
    return with(normalize(), value);
  }

  public HogFeaturizer setWindowWidth(int value) {
    return with(windowWidth(), value);
  }

  public HogFeaturizer setWindowHeight(int value) {
    return with(windowHeight(), value);
  }

  public HogFeaturizer setBlockWidth(int value) {
    return with(blockWidth(), value);
  }

  public HogFeaturizer setBlockHeight(int value) {
    return with(blockHeight(), value);
  }

  public HogFeaturizer setBlockStrideX(int value) {
    return with(blockStrideX(), value);
  }

  public HogFeaturizer setBlockStrideY(int value) {
    return with(blockStrideY(), value);
  }

  public HogFeaturizer setCellWidth(int value) {
    return with(cellWidth(), value);
  }

  public HogFeaturizer setCellHeight(int value) {
    return with(cellHeight(), value);
  }

  public HogFeaturizer setBins(int value) {
    return with(bins(), value);
  }

  private <T> HogFeaturizer with(Param<T> param, T value) {
    set(param, value);
    return this;
  }
}
