package dev.dbm.model;

/**
 * What a rule finds, and what to write instead, on a table {@code orders} that has rows.
 *
 * @param found SQL that the rule finds
 * @param instead SQL that it does not find
 */
public record RuleExample(String found, String instead) {

    public static RuleExample of(Rule rule) {
        return switch (rule) {
            case INDEX_NOT_CONCURRENT ->
                of(
                        "CREATE INDEX orders_user_idx ON orders (user_id);",
                        "-- dbm:no-transaction",
                        "CREATE INDEX CONCURRENTLY orders_user_idx ON orders (user_id);");
            case INDEX_DROP_NOT_CONCURRENT ->
                of("DROP INDEX orders_user_idx;", "-- dbm:no-transaction", "DROP INDEX CONCURRENTLY orders_user_idx;");
            case INVALID_INDEX ->
                of(
                        "-- orders_user_idx is there, left invalid by an interrupted build\n"
                                + "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user_idx ON orders (user_id);",
                        "-- dbm:no-transaction",
                        "DROP INDEX CONCURRENTLY IF EXISTS orders_user_idx;",
                        "CREATE INDEX CONCURRENTLY orders_user_idx ON orders (user_id);");
            case CHECK_WITHOUT_NOT_VALID ->
                of(
                        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);",
                        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;",
                        "-- in the next migration",
                        "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;");
            case FOREIGN_KEY_WITHOUT_NOT_VALID ->
                of(
                        "ALTER TABLE orders ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users;",
                        "ALTER TABLE orders ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users NOT VALID;",
                        "-- in the next migration",
                        "ALTER TABLE orders VALIDATE CONSTRAINT orders_user_fkey;");
            case NOT_NULL_SCAN ->
                of(
                        "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL;",
                        "ALTER TABLE orders ADD CONSTRAINT orders_user_there CHECK (user_id IS NOT NULL) NOT VALID;",
                        "-- in the next migration",
                        "ALTER TABLE orders VALIDATE CONSTRAINT orders_user_there;",
                        "-- in the one after that",
                        "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL;",
                        "ALTER TABLE orders DROP CONSTRAINT orders_user_there;");
            case CONSTRAINT_BUILDS_INDEX ->
                of(
                        "ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number);",
                        "-- dbm:no-transaction",
                        "CREATE UNIQUE INDEX CONCURRENTLY orders_number_key ON orders (number);",
                        "-- in the next migration",
                        "ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;");
            case COLUMN_TYPE_REWRITE ->
                of(
                        "ALTER TABLE orders ALTER COLUMN id TYPE bigint;",
                        "ALTER TABLE orders ADD COLUMN id_new bigint;",
                        "-- a trigger fills it for new rows, batches fill it for the others; code moves over; id goes later");
            case COLUMN_DEFAULT_REWRITE ->
                of(
                        "ALTER TABLE orders ADD COLUMN seen timestamptz DEFAULT clock_timestamp();",
                        "ALTER TABLE orders ADD COLUMN seen timestamptz;",
                        "ALTER TABLE orders ALTER COLUMN seen SET DEFAULT clock_timestamp();",
                        "-- then fill the rows that are there, in batches");
            case TABLE_REWRITE ->
                of("ALTER TABLE orders SET LOGGED;", "-- while the table is small, or in an hour without traffic");
            case SCAN_UNDER_LOCK ->
                of(
                        "ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
                        "ALTER TABLE events_2025 ADD CONSTRAINT in_2025 CHECK (at >= '2025-01-01' AND at < '2026-01-01') NOT VALID;",
                        "-- in the next migration",
                        "ALTER TABLE events_2025 VALIDATE CONSTRAINT in_2025;",
                        "-- in the one after that",
                        "ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');");
            case WORK_UNDER_LOCK ->
                of(
                        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;\n"
                                + "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;",
                        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;",
                        "-- in the next migration",
                        "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;");
            case LOCK_WITHOUT_TIMEOUT ->
                of(
                        "SET lock_timeout = 0;\nALTER TABLE orders ADD COLUMN note text;",
                        "SET LOCAL lock_timeout = '5s';",
                        "ALTER TABLE orders ADD COLUMN note text;");
            case WHOLE_TABLE_WRITE ->
                of(
                        "UPDATE orders SET currency = 'EUR';",
                        "-- again and again until it says UPDATE 0",
                        "UPDATE orders SET currency = 'EUR'",
                        "  WHERE ctid = ANY (ARRAY(SELECT ctid FROM orders WHERE currency IS DISTINCT FROM 'EUR' LIMIT 10000));");
            case REQUIRED_COLUMN_WITHOUT_DEFAULT ->
                of(
                        "ALTER TABLE orders ADD COLUMN currency text NOT NULL;",
                        "ALTER TABLE orders ADD COLUMN currency text DEFAULT 'EUR' NOT NULL;");
            case DROP_TABLE ->
                of(
                        "DROP TABLE orders;",
                        "-- first release code that no longer uses it; then, with a reason for the reviewer",
                        "-- dbm:allow drop-table no code has used it since the release before",
                        "DROP TABLE orders;");
            case DROP_COLUMN ->
                of(
                        "ALTER TABLE orders DROP COLUMN note;",
                        "-- first release code that no longer names it; then, with a reason for the reviewer",
                        "-- dbm:allow drop-column no code has used it since the release before",
                        "ALTER TABLE orders DROP COLUMN note;");
            case TRUNCATE ->
                of(
                        "TRUNCATE orders;",
                        "-- again and again until it says DELETE 0",
                        "DELETE FROM orders",
                        "  WHERE ctid = ANY (ARRAY(SELECT ctid FROM orders WHERE placed < '2020-01-01' LIMIT 10000));");
            case RENAME_TABLE ->
                of(
                        "ALTER TABLE orders RENAME TO purchases;",
                        "ALTER TABLE orders RENAME TO purchases;",
                        "CREATE VIEW orders AS SELECT * FROM purchases;");
            case RENAME_COLUMN ->
                of(
                        "ALTER TABLE orders RENAME COLUMN note TO remark;",
                        "ALTER TABLE orders ADD COLUMN remark text;",
                        "-- a trigger keeps both filled, batches copy what is there; code moves over; note goes later");
            case TRIGGER_DISABLED ->
                of("ALTER TABLE orders DISABLE TRIGGER orders_audit;", "DROP TRIGGER orders_audit ON orders;");
            case ROW_SECURITY_DISABLED ->
                of(
                        "ALTER TABLE orders DISABLE ROW LEVEL SECURITY;",
                        "CREATE POLICY orders_paid ON orders FOR SELECT USING (total > 0);");
            case UNDO_HEAVIER ->
                of(
                        "-- V: ALTER TABLE orders ALTER COLUMN note TYPE text;\n"
                                + "-- U, which writes the whole table anew:\n"
                                + "ALTER TABLE orders ALTER COLUMN note TYPE varchar(200);",
                        "-- V: let the column be text, and limit it with CHECK (length(note) <= 200) NOT VALID",
                        "-- U: drop that constraint");
            case IF_NOT_EXISTS_FOUND ->
                of("CREATE TABLE IF NOT EXISTS orders (id bigint);", "CREATE TABLE orders (id bigint);");
            case ENUM_VALUE_ADDED ->
                of(
                        "ALTER TYPE state ADD VALUE 'lost';",
                        "CREATE TABLE order_states (state text PRIMARY KEY);",
                        "-- a label is then a row, which an undo can delete");
            case FOREIGN_KEY_WITHOUT_INDEX ->
                of(
                        "CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);",
                        "CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);",
                        "CREATE INDEX lines_order_idx ON lines (order_id);");
            case UNNAMED_OBJECT ->
                of(
                        "ALTER TABLE orders ADD CHECK (total >= 0) NOT VALID;",
                        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;");
            case JSON_COLUMN ->
                of("ALTER TABLE orders ADD COLUMN extra json;", "ALTER TABLE orders ADD COLUMN extra jsonb;");
            case TRANSACTION_CONTROL ->
                of(
                        "-- dbm:no-transaction\nBEGIN;\nINSERT INTO states VALUES ('lost');\nCOMMIT;\n"
                                + "CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);",
                        "-- the rows in a migration of their own, which dbm runs in a transaction; then",
                        "-- dbm:no-transaction",
                        "CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);");
        };
    }

    private static RuleExample of(String found, String... instead) {
        return new RuleExample(found, String.join("\n", instead));
    }
}
