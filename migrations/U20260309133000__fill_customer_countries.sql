ALTER TABLE customers ALTER COLUMN country DROP DEFAULT;

-- A country that somebody corrected in the meantime stays.
UPDATE customers c
SET country = b.country
FROM customers_country_before b
WHERE b.customer_id = c.id AND c.country = b.replaced_by;

DROP TABLE customers_country_before;
