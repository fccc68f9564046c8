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
import java.util.function.BinaryOperator;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StringType$;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VarcharType;

/**
 * Spark's schema as a text. Spark's JSON cannot express a CHAR or VARCHAR with a collation, so a
 * column with such a type, at any depth, is written as a STRING whose metadata has the type in SQL,
 * as in Spark's own tables.
 */
final class SchemaJson {
  /** As in the class {@code CharVarcharUtils} of Spark's. */
  private static final String TYPE_KEY = "__CHAR_VARCHAR_TYPE_STRING";

  private SchemaJson() {}

  static String write(StructType schema) {
    StructType texts = new StructType();
    for (StructField field : schema.fields()) {
      texts = texts.add(written(field));
    }
    return texts.json();
  }

  private static StructField written(StructField field) {
    DataType type = withoutDefault(field.dataType());
    DataType unlimited = withTexts(type, type, (text, same) -> unlimited((StringType) text));
    MetadataBuilder metadata = new MetadataBuilder().withMetadata(field.metadata());
    if (!unlimited.equals(type)) {
      metadata.putString(TYPE_KEY, type.sql());
    }
    return new StructField(field.name(), unlimited, field.nullable(), metadata.build());
  }

  private static boolean isLimited(DataType type) {
    return type instanceof CharType || type instanceof VarcharType;
  }

  private static StringType unlimited(StringType text) {
    if (!isLimited(text)) {
      return text;
    }
    return text.supportsBinaryOrdering()
        ? (StringType) DataTypes.StringType
        : StringType$.MODULE$.apply(text.collationId());
  }

  /**
   * A type without the collation that texts have anyway. SHOW CREATE TABLE spells it out, and older
   * releases of Spark cannot read it.
   */
  static DataType withoutDefault(DataType type) {
    return withTexts(type, type, (text, same) -> plain((StringType) text));
  }

  private static DataType plain(StringType text) {
    if (!text.supportsBinaryOrdering()) {
      return text;
    } else if (text instanceof CharType fixed) {
      return CharType.apply(fixed.length());
    }
    return text instanceof VarcharType varying
        ? VarcharType.apply(varying.length())
        : DataTypes.StringType;
  }

  /** Also reads what earlier versions have written: CHAR and VARCHAR as types. */
  static StructType read(String json) {
    StructType schema = new StructType();
    for (StructField field : ((StructType) DataType.fromJson(json)).fields()) {
      schema = schema.add(field.metadata().contains(TYPE_KEY) ? read(field) : field);
    }
    return schema;
  }

  private static StructField read(StructField field) {
    DataType limited = parse(field, field.metadata().getString(TYPE_KEY));
    DataType type =
        withTexts(field.dataType(), limited, (text, other) -> isLimited(other) ? other : text);
    MetadataBuilder metadata = new MetadataBuilder().withMetadata(field.metadata());
    metadata.remove(TYPE_KEY);
    return new StructField(field.name(), type, field.nullable(), metadata.build());
  }

  private static DataType parse(StructField field, String sql) {
    try {
      return CatalystSqlParser$.MODULE$.parseDataType(sql);
    } catch (Exception e) {
      // Of several kinds; Scala does not declare those that Java checks.
      throw new VectorDbException(
          ErrorCondition.VECTORDB_TABLE_TOO_NEW,
          "Column "
              + field.name()
              + " is "
              + sql
              + ", a type that this release of Spark does not know; read the table with a newer one",
          e);
    }
  }

  /**
   * {@code type} with what {@code change} makes of the texts in it.
   *
   * @param other a type of the same structure, of which {@code change} gets the part at the same
   *     place
   */
  private static DataType withTexts(
      DataType type, DataType other, BinaryOperator<DataType> change) {
    if (type instanceof StringType) {
      return change.apply(type, other);
    } else if (type instanceof ArrayType array && other instanceof ArrayType same) {
      DataType element = withTexts(array.elementType(), same.elementType(), change);
      return new ArrayType(element, array.containsNull());
    } else if (type instanceof MapType map && other instanceof MapType same) {
      DataType key = withTexts(map.keyType(), same.keyType(), change);
      DataType value = withTexts(map.valueType(), same.valueType(), change);
      return new MapType(key, value, map.valueContainsNull());
    } else if (type instanceof StructType struct
        && other instanceof StructType same
        && struct.length() == same.length()) {
      StructType changed = new StructType();
      for (int i = 0; i < struct.length(); i++) {
        StructField field = struct.fields()[i];
        DataType fieldType = withTexts(field.dataType(), same.fields()[i].dataType(), change);
        changed = changed.add(field.name(), fieldType, field.nullable(), field.metadata());
      }
      return changed;
    }
    return type;
  }
}
