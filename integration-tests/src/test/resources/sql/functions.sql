-- The functions on constants of every type of vector.
SELECT dot_product(array(1F, 2F), array(3F, 4F));
SELECT dot_product(array(1, 2), array(3.5, 4));
SELECT dot_product(X'0000803F00000040', array(1D, 1D));
SELECT euclidean_distance(array(1D, 1D), array(4D, 5D));
SELECT cosine_similarity(array(1F, 1F), array(2F, 2F));
SELECT cosine_similarity(array(0F, 0F), array(2F, 2F)), cosine_similarity(array(), array());
SELECT dot_product(array(), array()), euclidean_distance(array(), array());
SELECT dot_product(array(1F, NULL), array(1F, 1F)), dot_product(NULL, array(1F));
SELECT dot_product(array(16777217D), array(1D)), dot_product(array(1e30D, 1D, -1e30D), array(1D, 1D, 1D));
SELECT vector_pack(array(1F, -2F)), vector_unpack(X'0000803F000000C0');
SELECT vector_pack(NULL), vector_unpack(NULL), vector_pack(array(NULL));
SELECT vec.dot_product(array(1F, 2F), array(3F, 4F));
SELECT dot_product(array(1F), array(1F, 2F));
SELECT dot_product(array(1F));
SELECT dot_product('1', array(1F));
SELECT vector_unpack(X'00');
SELECT vec.no_such_function(1);
