-- A constraint cannot be un-validated, only made anew.
ALTER TABLE customers DROP CONSTRAINT customers_country_present;
ALTER TABLE customers
  ADD CONSTRAINT customers_country_present CHECK (country IS NOT NULL) NOT VALID;
