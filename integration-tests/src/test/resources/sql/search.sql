-- Thresholds and the best rows, by each measure.
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

SELECT id FROM features WHERE dot_product(v, array(1F, 0F)) > 0.9;
SELECT id FROM features WHERE dot_product(v, array(1F, 0F)) >= 1 AND label <> 'nan';
SELECT id FROM features WHERE dot_product(v, array(1F, 0F)) < 0;
SELECT id FROM features WHERE NOT (dot_product(v, array(1F, 0F)) < 0);
SELECT id FROM features WHERE dot_product(v, array(1F, 0F)) IS NULL;
SELECT id, dot_product(v, array(1F, 0F)) FROM features WHERE dot_product(v, array(1F, 0F)) BETWEEN 0 AND 3;
SELECT id, euclidean_distance(v, array(0, 0)) AS d FROM features WHERE euclidean_distance(v, array(0, 0)) <= 5 ORDER BY d, id;
SELECT id, cosine_similarity(v, array(2F, 0F)) AS s FROM features ORDER BY s DESC NULLS LAST, id LIMIT 4;
SELECT id, cosine_similarity(v, array(2F, 0F)) AS s FROM features ORDER BY s, id LIMIT 5;
SELECT id FROM features WHERE label LIKE '%o%' ORDER BY euclidean_distance(v, array(3F, 4F)), id LIMIT 2;
SELECT count(*) FROM features WHERE dot_product(v, array(0F, 1F)) > 0.5;
SELECT id FROM features WHERE vector_inner_product(v, array(0F, 1F)) > 0.5;
SELECT id, vector_l2_distance(v, array(0F, 1F)) AS d FROM features WHERE id < 5 ORDER BY d, id;
SELECT id, vector_norm(v) AS n FROM features WHERE vector_norm(v) >= 1 ORDER BY n, id;
SELECT id FROM features WHERE dot_product(v, NULL) > 0;
SELECT DISTINCT dot_product(v, array(0F, 0F)) FROM features;
