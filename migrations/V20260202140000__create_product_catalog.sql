CREATE VIEW product_catalog AS
SELECT id, sku, name, price
FROM products
WHERE active;

COMMENT ON VIEW product_catalog IS 'What is on sale now';
