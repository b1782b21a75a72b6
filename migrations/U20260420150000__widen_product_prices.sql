DROP VIEW product_catalog;

-- A price that needs the new width stops the undo here, and nothing is cut off.
ALTER TABLE products ALTER COLUMN price TYPE numeric(8, 2);

CREATE VIEW product_catalog AS
SELECT id, sku, name, price
FROM products
WHERE active;

COMMENT ON VIEW product_catalog IS 'What is on sale now';
GRANT SELECT ON product_catalog TO PUBLIC;
