-- A partitioned table: appended to, overwritten as a whole and by partition.
CREATE TABLE days (id INT, v ARRAY<FLOAT>, day DATE) USING vectordb PARTITIONED BY (day);
SELECT * FROM days;
INSERT INTO days VALUES (1, array(1F), DATE'2024-02-28'), (2, array(2F), DATE'2024-02-29'), (3, array(3F), NULL);
SELECT id, day FROM days WHERE day >= DATE'2024-02-29';
SELECT id FROM days WHERE day IS NULL;
INSERT OVERWRITE days PARTITION (day = DATE'2024-02-29') VALUES (4, array(4F));
SELECT * FROM days;
INSERT INTO days BY NAME SELECT DATE'1582-10-04' AS day, 5 AS id;
SELECT id, v, day FROM days ORDER BY day, id;
SELECT count(*) FROM days;
SET spark.sql.sources.partitionOverwriteMode = dynamic;
INSERT OVERWRITE days VALUES (6, array(6F), NULL);
SET spark.sql.sources.partitionOverwriteMode = static;
SELECT id FROM days;
INSERT OVERWRITE days SELECT id, v, day FROM days WHERE dot_product(v, array(1F)) > 4;
SELECT * FROM days;
INSERT INTO days VALUES (7, array(7F, 7F), NULL);
SELECT count(*) FROM days;
