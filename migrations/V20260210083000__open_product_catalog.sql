-- The price list is no secret: whoever may connect may read it.
GRANT SELECT ON product_catalog TO PUBLIC;
