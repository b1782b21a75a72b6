-- Free text becomes a two-letter code, and ZZ (ISO 3166 leaves it to users) where nothing is known.
-- What is overwritten is kept, NULL included, so that the undo can put it back.
CREATE TABLE customers_country_before (
  customer_id bigint PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
  country     text,
  replaced_by text NOT NULL
);

INSERT INTO customers_country_before (customer_id, country, replaced_by)
SELECT id, country,
       CASE lower(btrim(country))
         WHEN 'germany' THEN 'DE'
         WHEN 'france' THEN 'FR'
         WHEN 'united kingdom' THEN 'GB'
         ELSE 'ZZ'
       END
FROM customers
WHERE country IS NULL OR country !~ '^[A-Z]{2}$';

UPDATE customers c
SET country = b.replaced_by
FROM customers_country_before b
WHERE b.customer_id = c.id;

ALTER TABLE customers ALTER COLUMN country SET DEFAULT 'ZZ';
