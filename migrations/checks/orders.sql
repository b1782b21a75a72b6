-- Orders that were paid for nothing.
SELECT o.id, o.status
FROM orders o
WHERE o.status IN ('paid', 'shipped')
  AND NOT EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id);
