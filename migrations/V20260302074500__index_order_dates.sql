-- dbm:no-transaction
-- CONCURRENTLY lets orders come in while the index is built; PostgreSQL refuses it inside a transaction.
CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);
