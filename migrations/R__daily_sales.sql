CREATE OR REPLACE VIEW daily_sales AS
SELECT (o.placed_at AT TIME ZONE 'UTC')::date AS day,
       count(DISTINCT o.id)                  AS orders,
       sum(l.quantity * l.unit_price)        AS revenue
FROM orders o
JOIN order_lines l ON l.order_id = o.id
WHERE o.status IN ('paid', 'shipped')
GROUP BY 1;

COMMENT ON VIEW daily_sales IS 'Orders and revenue a day, in UTC';
