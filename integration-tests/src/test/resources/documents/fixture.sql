-- What the examples of every page find: a directory of Parquet, the same rows as a table, and a catalog with a table of them.
SET spark.sql.catalog.cat = io.vectordb.spark.catalog.VectorCatalog;
SET spark.sql.catalog.cat.warehouse = /data/warehouse;
INSERT OVERWRITE DIRECTORY '/data/images' USING parquet
  SELECT id, element_at(array('animals', 'plants', 'tools'), CAST(id % 3 + 1 AS INT)) AS category,
    transform(sequence(1, 64), i -> CAST((sin(i * (1 + id % 3)) + 0.1 * cos(i * id)) / 5.7 AS FLOAT)) AS feature
  FROM range(0, 300, 1, 1);
CREATE NAMESPACE cat.shop;
CREATE TABLE cat.shop.features PARTITIONED BY (category) AS SELECT * FROM parquet.`/data/images`;
CREATE TABLE cat.`/data/features` PARTITIONED BY (category) AS SELECT * FROM parquet.`/data/images`;
