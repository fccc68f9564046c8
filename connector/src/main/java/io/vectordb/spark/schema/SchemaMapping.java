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
package io.vectordb.spark.schema;

import io.vectordb.errors.ErrorCondition;
import io.vectordb.errors.VectorDbException;
import io.vectordb.spark.functions.VectorDataType;
import io.vectordb.table.schema.SchemaEvolution;
import io.vectordb.table.schema.TableMetadata;
import io.vectordb.table.schema.TableSchema;
import io.vectordb.table.schema.VectorColumn;
import io.vectordb.table.schema.VectorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.types.VariantType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Between Spark's schemas and those of tables.
 *
 * <p>The Arrow types are the ones that Spark itself exchanges with Python. Spark's schema also
 * stands in the metadata of the table's, as Parquet files have it, because Arrow does not know all
 * that Spark does (user-defined types, comments, CHAR lengths).
 */
public final class SchemaMapping {
  private static final String SPARK_SCHEMA_KEY = "org.apache.spark.sql.schema";

  private SchemaMapping() {}

  /**
   * The schema of a table for rows of {@code schema}.
   *
   * @throws VectorDbException if it is not clear which columns hold vectors, or a type cannot be
   *     stored
   */
  static TableSchema toTable(StructType schema, VectorOptions options) {
    requireDistinctNames(schema);
    List<String> vectors = vectorColumns(schema, options);
    List<Field> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      fields.add(
          vectors.contains(field.name())
              ? nullable(
                  TableSchema.vectorField(vectorColumn(field, options, vectors.size())),
                  field.nullable())
              : field(field.name(), field.dataType(), field.nullable()));
    }
    return new TableSchema(new Schema(fields, Map.of(SPARK_SCHEMA_KEY, SchemaJson.write(schema))));
  }

  /**
   * Columns as those of rows that happen to have no NULL, which does not mean there must be none.
   */
  static StructType nullable(StructType schema) {
    StructType nullable = new StructType();
    for (StructField field : schema.fields()) {
      nullable = nullable.add(field.name(), field.dataType(), true, field.metadata());
    }
    return nullable;
  }

  /**
   * The only column of {@code column} as one that is added to a table. It holds vectors if a
   * property of the table says its dimension, or if it may and the table has no vector column yet.
   */
  static Field newField(TableMetadata table, StructType column) {
    StructField field = column.fields()[0];
    VectorDataType dataType = VectorDataType.of(field.dataType());
    String key = DimensionOption.of(field.name());
    String dimension = new CaseInsensitiveStringMap(table.properties()).get(key);
    boolean isFirst =
        dataType != null
            && dataType != VectorDataType.PACKED
            && table.schema().vectorColumns().isEmpty();
    if (dimension == null && !isFirst) {
      return field(column);
    }
    VectorOptions options = VectorOptions.of(dimension == null ? Map.of() : Map.of(key, dimension));
    return nullable(TableSchema.vectorField(vectorColumn(field, options, 1)), field.nullable());
  }

  /** The only column of {@code column}, which is no vector. */
  static Field field(StructType column) {
    StructField field = column.fields()[0];
    return field(field.name(), field.dataType(), field.nullable());
  }

  private static Field nullable(Field field, boolean isNullable) {
    FieldType type = new FieldType(isNullable, field.getType(), null, field.getMetadata());
    return new Field(field.getName(), type, field.getChildren());
  }

  /** Lets the table's schema say what Spark sees. */
  static SchemaEvolution describe(SchemaEvolution evolution, StructType schema) {
    return evolution.describe(SPARK_SCHEMA_KEY, SchemaJson.write(schema));
  }

  /** The schema that Spark sees. */
  public static StructType toSpark(TableSchema schema) {
    String json = schema.arrow().getCustomMetadata().get(SPARK_SCHEMA_KEY);
    if (json == null) {
      throw new VectorDbException(
          "The table's schema has no metadata "
              + SPARK_SCHEMA_KEY
              + ", so it was not made by Spark; write it with vectordb's Spark connector");
    }
    return parsed(json);
  }

  private static StructType parsed(String json) {
    try {
      return SchemaJson.read(json);
    } catch (VectorDbException e) {
      throw e;
    } catch (Exception e) {
      // Parsers written in Scala throw what Java has to declare.
      throw contradiction("is no schema of Spark's (" + e + ")", e);
    }
  }

  private static VectorDbException contradiction(String problem, Exception cause) {
    return new VectorDbException(
        ErrorCondition.VECTORDB_TABLE_DAMAGED,
        "The metadata "
            + SPARK_SCHEMA_KEY
            + " of the schema in the table's log "
            + problem
            + "; another program wrote it wrongly: restore the log from a backup",
        cause);
  }

  static void requireDistinctNames(StructType schema) {
    Set<String> seen = new HashSet<>();
    for (String name : schema.fieldNames()) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new VectorDbException(
            ErrorCondition.VECTORDB_COLUMN_INVALID,
            "Column "
                + name
                + " occurs twice (names have to differ in more than case); rename one");
      }
    }
  }

  private static List<String> vectorColumns(StructType schema, VectorOptions options) {
    Optional<List<String>> named = options.vectorColumns();
    if (named.isPresent()) {
      return named.get().stream().map(name -> exactName(schema, name)).toList();
    }
    List<String> candidates = new ArrayList<>();
    for (StructField field : schema.fields()) {
      VectorDataType dataType = VectorDataType.of(field.dataType());
      if (dataType != null && dataType != VectorDataType.PACKED) {
        candidates.add(field.name());
      }
    }
    if (candidates.size() > 1) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "Several columns may hold vectors: "
              + candidates
              + "; say which do with option vectorColumn, for example"
              + " option(\"vectorColumn\", \""
              + candidates.get(0)
              + "\")");
    }
    return candidates;
  }

  private static String exactName(StructType schema, String name) {
    for (String field : schema.fieldNames()) {
      if (field.equalsIgnoreCase(name)) {
        return field;
      }
    }
    throw new VectorDbException(
        ErrorCondition.VECTORDB_OPTION_INVALID,
        "Option vectorColumn names "
            + name
            + ", which is no column; the columns are "
            + List.of(schema.fieldNames()));
  }

  private static VectorColumn vectorColumn(
      StructField field, VectorOptions options, int vectorColumns) {
    VectorDataType dataType = VectorDataType.of(field.dataType());
    if (dataType == null) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_COLUMN_INVALID,
          "Column "
              + field.name()
              + " is "
              + field.dataType().sql()
              + ", but a vector column has to be ARRAY<FLOAT>, ARRAY<DOUBLE>, BINARY or an ML"
              + " Vector; cast it, or leave it out of option vectorColumn");
    }
    VectorType type = vectorType(dataType);
    Optional<Integer> declared = options.dimension(field.name(), vectorColumns);
    int dimension = declared.orElse(VectorColumn.UNDETERMINED);
    if (declared.isPresent() && !VectorColumn.isDimension(dimension)) {
      throw new VectorDbException(
          ErrorCondition.VECTORDB_OPTION_INVALID,
          "The dimension of column "
              + field.name()
              + " is "
              + dimension
              + ", but has to be from 1 to "
              + VectorColumn.MAX_DIMENSION);
    }
    return new VectorColumn(field.name(), type, dimension);
  }

  /** The type of columns whose values Spark has as {@code dataType}; null if that is null. */
  private static VectorType vectorType(VectorDataType dataType) {
    if (dataType == null) {
      return null;
    }
    return switch (dataType) {
      case FLOATS -> VectorType.FLOAT_ARRAY;
      case DOUBLES -> VectorType.DOUBLE_ARRAY;
      case PACKED -> VectorType.PACKED_FLOATS;
      case ML_VECTOR -> VectorType.ML_VECTOR;
    };
  }

  private static Field field(String name, DataType type, boolean nullable) {
    if (type instanceof ArrayType array) {
      return new Field(
          name,
          type(ArrowType.List.INSTANCE, nullable),
          List.of(field("element", array.elementType(), array.containsNull())));
    } else if (type instanceof StructType struct) {
      List<Field> children = new ArrayList<>();
      for (StructField child : struct.fields()) {
        children.add(field(child.name(), child.dataType(), child.nullable()));
      }
      return new Field(name, type(ArrowType.Struct.INSTANCE, nullable), children);
    } else if (type instanceof MapType map) {
      Field key = field(MapVector.KEY_NAME, map.keyType(), false);
      Field value = field(MapVector.VALUE_NAME, map.valueType(), map.valueContainsNull());
      Field entries =
          new Field(
              MapVector.DATA_VECTOR_NAME,
              type(ArrowType.Struct.INSTANCE, false),
              List.of(key, value));
      return new Field(name, type(new ArrowType.Map(false), nullable), List.of(entries));
    } else if (type instanceof UserDefinedType<?> udt) {
      return field(name, udt.sqlType(), nullable);
    } else if (type instanceof VariantType) {
      Field value = field("value", org.apache.spark.sql.types.DataTypes.BinaryType, false);
      // By this mark Spark's own reader and writer of Arrow vectors tell a variant from a struct.
      Field metadata =
          new Field(
              "metadata",
              new FieldType(false, ArrowType.Binary.INSTANCE, null, Map.of("variant", "true")),
              List.of());
      return new Field(name, type(ArrowType.Struct.INSTANCE, nullable), List.of(value, metadata));
    }
    return new Field(name, type(atomic(name, type), nullable), List.of());
  }

  private static FieldType type(ArrowType type, boolean nullable) {
    return new FieldType(nullable, type, null);
  }

  private static ArrowType atomic(String name, DataType type) {
    if (type instanceof BooleanType) {
      return ArrowType.Bool.INSTANCE;
    } else if (type instanceof ByteType) {
      return new ArrowType.Int(8, true);
    } else if (type instanceof ShortType) {
      return new ArrowType.Int(16, true);
    } else if (type instanceof IntegerType) {
      return new ArrowType.Int(32, true);
    } else if (type instanceof LongType) {
      return new ArrowType.Int(64, true);
    } else if (type instanceof FloatType) {
      return new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    } else if (type instanceof DoubleType) {
      return new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    } else if (type instanceof DecimalType decimal) {
      return new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128);
    } else if (type instanceof StringType) {
      return ArrowType.Utf8.INSTANCE;
    } else if (type instanceof BinaryType) {
      return ArrowType.Binary.INSTANCE;
    } else if (type instanceof DateType) {
      return new ArrowType.Date(DateUnit.DAY);
    } else if (type instanceof TimestampType) {
      return new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
    } else if (type instanceof TimestampNTZType) {
      return new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
    } else if (type instanceof YearMonthIntervalType) {
      return new ArrowType.Interval(IntervalUnit.YEAR_MONTH);
    } else if (type instanceof DayTimeIntervalType) {
      return new ArrowType.Duration(TimeUnit.MICROSECOND);
    } else if (type instanceof CalendarIntervalType) {
      return new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);
    } else if (type instanceof NullType) {
      return ArrowType.Null.INSTANCE;
    } else if (type.typeName().startsWith("time(")) {
      // By name, because Spark 4.0 has no such class.
      return new ArrowType.Time(TimeUnit.NANOSECOND, 64);
    }
    throw new VectorDbException(
        ErrorCondition.VECTORDB_COLUMN_INVALID,
        "Column "
            + name
            + " is "
            + type.sql()
            + ", which vectordb cannot store; cast it to another type, for example STRING");
  }
}
