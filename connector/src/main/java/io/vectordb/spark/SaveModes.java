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
package io.vectordb.spark;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.schema.FormatName;
import io.vectordb.spark.schema.Option;
import io.vectordb.spark.schema.TableHandle;
import io.vectordb.spark.schema.VectorOptions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code df.write.mode(...).save(path)} for all four modes.
 *
 * <p>For a source without a catalog, Spark's own write commands know append and overwrite only, and
 * of a table that does not exist yet they know nothing. So Spark hands such a save over to the
 * source, this class does what the mode says about existing tables, and hands it back as an append
 * or overwrite.
 */
final class SaveModes {
  private SaveModes() {}

  static BaseRelation save(
      SparkSession session, SaveMode mode, Map<String, String> parameters, Dataset<Row> data) {
    VectorOptions options = VectorOptions.of(parameters);
    boolean exists = TableHandle.of(options.path(), session).open().exists();
    if (exists && mode == SaveMode.ErrorIfExists) {
      throw new VectorDbException(
          ErrorCondition.PATH_ALREADY_EXISTS,
          Map.of("outputPath", options.path()),
          "There is a vectordb table at "
              + options.path()
              + " already; use mode append, overwrite or ignore, or another path");
    }
    if (!exists || mode != SaveMode.Ignore) {
      writer(session, mode, parameters, options, data).save();
    }
    return new Saved(session, data.schema());
  }

  private static DataFrameWriter<Row> writer(
      SparkSession session,
      SaveMode mode,
      Map<String, String> parameters,
      VectorOptions options,
      Dataset<Row> data) {
    Map<String, String> passed = new HashMap<>(parameters);
    String partitionColumns = passed.remove(DataSourceUtils.PARTITIONING_COLUMNS_KEY());
    if (mode == SaveMode.Overwrite
        && options.overwritesPartitions().isEmpty()
        && !isSetInSession(session, Option.PARTITION_OVERWRITE_MODE)) {
      passed.put(
          Option.PARTITION_OVERWRITE_MODE.key(),
          session.conf().get("spark.sql.sources.partitionOverwriteMode"));
    }
    passed.put(VectorOptions.WRITE_MARKER, mode.name());
    DataFrameWriter<Row> writer =
        data.write()
            .format(FormatName.SHORT)
            .mode(mode == SaveMode.Overwrite ? SaveMode.Overwrite : SaveMode.Append)
            .options(passed);
    if (partitionColumns != null) {
      Seq<String> columns = DataSourceUtils.decodePartitioningColumns(partitionColumns);
      writer = writer.partitionBy(CollectionConverters.asJava(columns).toArray(String[]::new));
    }
    return writer;
  }

  /**
   * Whether Spark will add {@code option} from the session's settings to the options of the write.
   */
  private static boolean isSetInSession(SparkSession session, Option option) {
    return VectorOptions.ofSession(session).containsKey(option.key().toLowerCase(Locale.ROOT));
  }

  /** What Spark wants to know about what was saved. */
  private static final class Saved extends BaseRelation {
    private final SparkSession session;
    private final StructType schema;

    Saved(SparkSession session, StructType schema) {
      this.session = session;
      this.schema = schema;
    }

    @Override
    public org.apache.spark.sql.SQLContext sqlContext() {
      return session.sqlContext();
    }

    @Override
    public StructType schema() {
      return schema;
    }
  }
}
