DROP VIEW product_catalog;
