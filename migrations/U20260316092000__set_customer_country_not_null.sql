ALTER TABLE customers
  ADD CONSTRAINT customers_country_present CHECK (country IS NOT NULL);
ALTER TABLE customers ALTER COLUMN country DROP NOT NULL;
