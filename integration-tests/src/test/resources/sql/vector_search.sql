-- The table function of searches, over a table of vectordb and over rows that are nowhere stored.
CREATE TABLE features (id BIGINT, label STRING, v ARRAY<FLOAT>) USING vectordb;
INSERT INTO features VALUES
  (1, 'right', array(1F, 0F)),
  (2, 'up', array(0F, 1F)),
  (3, 'diagonal', array(0.6F, 0.8F)),
  (4, 'left', array(-1F, 0F)),
  (5, 'long', array(3F, 4F)),
  (6, 'zero', array(0F, 0F)),
  (7, 'none', NULL),
  (8, 'hole', array(1F, NULL)),
  (9, 'nan', array(CAST('NaN' AS FLOAT), 0F));
CREATE TEMPORARY VIEW queries AS SELECT * FROM VALUES ('x', array(1F, 0F)), ('y', array(0F, 1F)), ('none', NULL) AS (name, q);

SELECT id, _score FROM vector_search(table => TABLE(features), query_vector => array(1F, 0F), k => 3, filter => label <> 'nan');
SELECT id FROM vector_search(TABLE(features), array(1F, 0F));
SELECT id FROM vector_search(TABLE(features), array(1F, 0F), metric => 'cosine');
SELECT id FROM vector_search(TABLE(features), array(1F, 0F), metric => 'cosine', lower_bound => 0.5);
SELECT id, _distance FROM vector_search(table => 'features', query_vector => array(0, 0), metric => 'Euclidean', upper_bound => 1);
SELECT label FROM vector_search(features, array(3F, 4F), v, 2, 'euclidean_distance', 'label LIKE "%o%"', 1);
SELECT name, id, _score FROM vector_search(table => TABLE(features), query_vector => TABLE(queries), k => 2, filter => id < 6);
SELECT name, id, _score FROM vector_search(table => TABLE(features), query_vector => TABLE(queries), lower_bound => -1, upper_bound => 0);
SELECT name, id, _score FROM vector_search(table => TABLE(features), query_vector => TABLE(queries), k => 1, upper_bound => 0.9);
SELECT name, id, _score FROM queries, LATERAL vector_search(table => TABLE(features), query_vector => q, k => 1, filter => id < 6);
SELECT id FROM vector_search(TABLE(features), NULL);
SELECT id, _score FROM vector_search(TABLE(SELECT * FROM VALUES (1, array(1D, 2D)), (2, array(2D, 1D)) AS (id, w)), array(1, 0), k => 1);
SELECT id FROM vector_search(TABLE(features), array(1F, 0F), k => 0);
SELECT id FROM vector_search(TABLE(features), array(1F, 0F), metric => 'manhattan');
SELECT id FROM vector_search(TABLE(features), array(1F, 0F), vector_column => 'vv');
SELECT id FROM vector_search(TABLE(features), query => array(1F, 0F));
SELECT id FROM vector_search(TABLE(features), array(1F, 0F, 0F));
