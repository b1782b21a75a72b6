-- First of three steps to NOT NULL. NOT VALID: new rows are held to it from now on, and nothing is scanned.
ALTER TABLE customers
  ADD CONSTRAINT customers_country_present CHECK (country IS NOT NULL) NOT VALID;
