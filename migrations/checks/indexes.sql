-- Indexes that a CREATE INDEX CONCURRENTLY left unfinished: they cost writes and serve no read.
SELECT i.indexrelid::regclass AS index, i.indrelid::regclass AS "table"
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisvalid;
