package dev.dbm.faults;

import dev.dbm.postgres.Session;
import dev.dbm.testing.TestDatabase;
import dev.dbm.testing.Traffic;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A shop of some hundred megabytes, open day and night, and what its developers want to change next. */
final class Shop {
    /** Many times dbm's lock_timeout: a shop that is kept waiting for this long loses a customer. */
    static final String PATIENCE = "3s";

    private static final long ORDERS = 250_000;
    private static final int CUSTOMERS = 5_000;
    private static final String OUTSIDE = "-- dbm:no-transaction\n";
    private static final long BETWEEN_SALES_NANOS = 2_000_000;

    private final TestDatabase application;
    private final AtomicLong last = new AtomicLong(ORDERS);
    private final Set<Long> sold = ConcurrentHashMap.newKeySet();

    /** The shop as a role of its own works in it. */
    Shop(TestDatabase db) {
        this.application = db.createRole();
        try (Session session = db.open()) {
            session.execute("ALTER ROLE " + role() + " SET lock_timeout = '" + PATIENCE + "'");
        }
    }

    String role() {
        return application.address().user().orElseThrow();
    }

    /** The migration that stands when the story begins. */
    static void first(Project project) {
        project.pair(
                1,
                """
                CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, seen timestamptz);
                CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, amount int NOT NULL, note text NOT NULL);
                CREATE TABLE stock (id int PRIMARY KEY, sold bigint NOT NULL DEFAULT 0);
                CREATE VIEW sales AS SELECT sum(sold) AS sold FROM stock;
                GRANT SELECT, INSERT, UPDATE ON customers, orders, stock TO ${app};
                GRANT SELECT ON sales TO ${app};
                """,
                "DROP VIEW sales;\nDROP TABLE stock;\nDROP TABLE orders;\nDROP TABLE customers;");
    }

    /** Its rows, more than a hundred megabytes. */
    static void fill(Witness witness) {
        witness.execute("INSERT INTO customers SELECT i, 'Customer' || i || '@example.com' FROM generate_series(1, "
                + CUSTOMERS + ") i");
        witness.execute("INSERT INTO orders SELECT i, i % " + CUSTOMERS
                + " + 1, i % 99, repeat(md5(i::text), 12) FROM generate_series(1, " + ORDERS + ") i");
        witness.execute("INSERT INTO stock SELECT generate_series(1, 100)");
        witness.execute("VACUUM ANALYZE");
    }

    /** Twelve more, 2 to 13; version 4 needs the table stock for itself. */
    static void twelveMore(Project project) {
        project.pair(2, "ALTER TABLE customers ADD COLUMN phone text;", "ALTER TABLE customers DROP COLUMN phone;")
                .pair(
                        3,
                        "ALTER TABLE orders ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR';",
                        "ALTER TABLE orders DROP COLUMN currency;")
                .pair(
                        4,
                        """
                        CREATE TYPE level AS ENUM ('plenty', 'few', 'none');
                        ALTER TABLE stock ADD COLUMN level level NOT NULL DEFAULT 'plenty';
                        """,
                        "ALTER TABLE stock DROP COLUMN level;\nDROP TYPE level;")
                .pair(
                        5,
                        """
                        DROP VIEW sales;
                        CREATE VIEW sales AS SELECT sum(sold) AS sold, count(*) FILTER (WHERE level = 'none') AS missing FROM stock;
                        GRANT SELECT ON sales TO ${app};
                        """,
                        """
                        DROP VIEW sales;
                        CREATE VIEW sales AS SELECT sum(sold) AS sold FROM stock;
                        GRANT SELECT ON sales TO ${app};
                        """);
        login(project);
        payments(project);
    }

    /** A column that must be there, without a scan under a strong lock. */
    private static void login(Project project) {
        project.pair(6, "ALTER TABLE customers ADD COLUMN login text;", "ALTER TABLE customers DROP COLUMN login;")
                .pair(
                        7,
                        OUTSIDE
                                + """
                                DO $$
                                BEGIN
                                  LOOP
                                    UPDATE customers SET login = lower(email)
                                     WHERE id IN (SELECT id FROM customers WHERE login IS NULL LIMIT 500);
                                    EXIT WHEN NOT FOUND;
                                    COMMIT;
                                  END LOOP;
                                END $$;
                                """,
                        "UPDATE customers SET login = NULL;")
                .pair(
                        8,
                        "ALTER TABLE customers ADD CONSTRAINT login_there CHECK (login IS NOT NULL) NOT VALID;",
                        "ALTER TABLE customers DROP CONSTRAINT login_there;")
                .pair(
                        9,
                        """
                        ALTER TABLE customers VALIDATE CONSTRAINT login_there;
                        ALTER TABLE customers ALTER COLUMN login SET NOT NULL;
                        ALTER TABLE customers DROP CONSTRAINT login_there;
                        """,
                        """
                        ALTER TABLE customers ADD CONSTRAINT login_there CHECK (login IS NOT NULL) NOT VALID;
                        ALTER TABLE customers ALTER COLUMN login DROP NOT NULL;
                        """);
    }

    private static void payments(Project project) {
        String foreignKey = "ALTER TABLE orders ADD CONSTRAINT orders_customer"
                + " FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;";
        String without = "ALTER TABLE orders DROP CONSTRAINT orders_customer;";
        project.pair(10, foreignKey, without)
                .pair(11, "ALTER TABLE orders VALIDATE CONSTRAINT orders_customer;", without + "\n" + foreignKey)
                .pair(
                        12,
                        """
                        CREATE TABLE payments (
                          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, paid timestamptz);
                        CREATE INDEX payments_order_idx ON payments (order_id);
                        GRANT SELECT, INSERT ON payments TO ${app};
                        """,
                        "DROP TABLE payments;")
                .pair(
                        13,
                        OUTSIDE + "CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);",
                        OUTSIDE + "DROP INDEX CONCURRENTLY orders_customer_idx;");
    }

    /** Customers who buy and customers who look, until it is closed. */
    Traffic open() {
        return Traffic.on(
                application,
                3,
                this::sell,
                session -> session.execute("SELECT sold FROM sales"),
                session ->
                        session.execute("UPDATE customers SET seen = now() WHERE id = " + (last.get() % CUSTOMERS + 1)),
                session -> session.execute("SELECT sum(amount) FROM orders WHERE id > " + (last.get() - 50)));
    }

    private void sell(Session session) {
        LockSupport.parkNanos(BETWEEN_SALES_NANOS);
        long id = last.incrementAndGet();
        session.begin();
        session.execute("INSERT INTO orders (id, customer_id, amount, note) VALUES (" + id + ", " + (id % CUSTOMERS + 1)
                + ", 1, 'sold')");
        session.execute("UPDATE stock SET sold = sold + 1 WHERE id = " + (id % 100 + 1));
        session.commit();
        sold.add(id);
    }

    /** The orders whose commits came back so far. */
    Set<Long> sold() {
        return Set.copyOf(sold);
    }

    /** What a session of the application holds that began something and forgot to end it. */
    Session forgotten() {
        Session session = application.open();
        session.execute("SET application_name = 'nightly export'");
        session.begin();
        session.execute("SELECT sum(sold) FROM stock");
        return session;
    }
}
