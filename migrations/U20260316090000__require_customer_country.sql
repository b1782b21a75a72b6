ALTER TABLE customers DROP CONSTRAINT customers_country_present;
