-- The address served to catch fraud while an order was open.
UPDATE orders
SET client_ip = NULL
WHERE status IN ('shipped', 'cancelled') AND client_ip IS NOT NULL;
