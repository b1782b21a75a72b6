-- R__daily_sales.sql may stand on these tables by now.
DROP VIEW IF EXISTS daily_sales;

DROP TABLE order_lines;
DROP TABLE orders;
DROP TYPE order_status;
