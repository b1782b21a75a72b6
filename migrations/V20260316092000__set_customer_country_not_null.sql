-- Third step: the valid CHECK proves to PostgreSQL that there is no NULL, so it need not scan the table again.
ALTER TABLE customers ALTER COLUMN country SET NOT NULL;
ALTER TABLE customers DROP CONSTRAINT customers_country_present;
