-- A column under a view cannot change its type: the view goes, and comes back with its comment and its grant.
DROP VIEW product_catalog;

ALTER TABLE products ALTER COLUMN price TYPE numeric(12, 2);

CREATE VIEW product_catalog AS
SELECT id, sku, name, price, updated_at
FROM products
WHERE active;

COMMENT ON VIEW product_catalog IS 'What is on sale now';
GRANT SELECT ON product_catalog TO PUBLIC;
