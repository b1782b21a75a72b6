-- Second step: the old rows are scanned, under a lock that lets reads and writes pass.
ALTER TABLE customers VALIDATE CONSTRAINT customers_country_present;
