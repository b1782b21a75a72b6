package dev.dbm.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes migrations like those that a growing application has. Every ten pairs build a depot, its deliveries and what stands on
 * them: two tables, columns, an index, a view, a trigger, rows, an enum, a constraint with a comment, a function.
 */
final class Generator {
    private Generator() {}

    static List<Pair> pairs(int count) {
        return IntStream.range(0, count).mapToObj(Generator::pair).toList();
    }

    /** Pairs that each create a hundred tables: a wide schema rather than a long history. */
    static List<Pair> tables(int count) {
        return IntStream.range(0, count / 100)
                .mapToObj(hundred -> {
                    StringBuilder forward = new StringBuilder();
                    StringBuilder undo = new StringBuilder();
                    for (int i = hundred * 100; i < (hundred + 1) * 100; i++) {
                        forward.append(
                                "CREATE TABLE wide_%d (id bigint PRIMARY KEY, a text, b date, c numeric(9, 2));%n"
                                        .formatted(i));
                        undo.append("DROP TABLE wide_%d;%n".formatted(i));
                    }
                    return new Pair(hundred, "create_tables", forward.toString(), undo.toString());
                })
                .toList();
    }

    private static Pair pair(int number) {
        int block = number / 10;
        return switch (number % 10) {
            case 0 ->
                make(
                        number,
                        "create_depot",
                        """
                    CREATE TABLE depot_@ (
                      depot_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                      supplied_by bigint%s,
                      code text NOT NULL,
                      capacity numeric(10, 1) NOT NULL DEFAULT 100 CHECK (capacity > 0),
                      doors integer[] NOT NULL DEFAULT '{}',
                      opened_at timestamptz NOT NULL DEFAULT now()
                    );
                    CREATE INDEX depot_@_supplier_idx ON depot_@ (supplied_by);
                    CREATE UNIQUE INDEX depot_@_code_idx ON depot_@ (upper(code));
                    INSERT INTO depot_@ (code, capacity) SELECT 'D-' || n, n * 10 FROM generate_series(1, 25) AS n;
                    """
                                .formatted(
                                        block == 0
                                                ? ""
                                                : " REFERENCES depot_" + digits(block - 1)
                                                        + " (depot_id) ON DELETE SET NULL"),
                        "DROP TABLE depot_@;\n");
            case 1 ->
                make(
                        number,
                        "describe_depot",
                        """
                    ALTER TABLE depot_@ ADD COLUMN remark text;
                    ALTER TABLE depot_@ ADD COLUMN is_open boolean NOT NULL DEFAULT true;
                    """,
                        """
                    ALTER TABLE depot_@ DROP COLUMN is_open;
                    ALTER TABLE depot_@ DROP COLUMN remark;
                    """);
            case 2 ->
                make(
                        number,
                        "index_open_depots",
                        "CREATE INDEX depot_@_opened_idx ON depot_@ (opened_at DESC) WHERE capacity > 50;\n",
                        "DROP INDEX depot_@_opened_idx;\n");
            case 3 ->
                make(
                        number,
                        "show_depots",
                        """
                    CREATE VIEW open_depot_@ AS
                    SELECT d.depot_id, d.code, d.capacity, rank() OVER (ORDER BY d.capacity DESC) AS place
                    FROM depot_@ d
                    WHERE d.is_open;
                    """,
                        "DROP VIEW open_depot_@;\n");
            case 4 ->
                make(
                        number,
                        "guard_depot",
                        """
                    CREATE FUNCTION guard_depot_@() RETURNS trigger LANGUAGE plpgsql AS $guard$
                    BEGIN
                      -- a comment; with 'quotes' and a semicolon
                      IF NEW.capacity > 100000 THEN
                        RAISE EXCEPTION 'too large; capacity %', NEW.capacity;
                      END IF;
                      NEW.remark := concat(NEW.remark, $$ changed;$$);
                      RETURN NEW;
                    END;
                    $guard$;
                    CREATE TRIGGER depot_@_guard BEFORE UPDATE ON depot_@ FOR EACH ROW EXECUTE FUNCTION guard_depot_@();
                    """,
                        """
                    DROP TRIGGER depot_@_guard ON depot_@;
                    DROP FUNCTION guard_depot_@();
                    """);
            case 5 ->
                make(
                        number,
                        "add_seasonal_depots",
                        """
                    INSERT INTO depot_@ (code, capacity) VALUES ('SEASON-1', 40), ('SEASON-2', 60);
                    UPDATE depot_@ SET is_open = false WHERE code LIKE 'SEASON-%';
                    """,
                        "DELETE FROM depot_@ WHERE code LIKE 'SEASON-%';\n");
            case 6 ->
                make(
                        number,
                        "create_delivery",
                        """
                    CREATE TABLE delivery_@ (
                      delivery_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
                      depot_id bigint NOT NULL REFERENCES depot_@ (depot_id),
                      due_on date NOT NULL DEFAULT current_date,
                      crates integer NOT NULL CHECK (crates > 0),
                      crate_weight numeric(8, 2) NOT NULL,
                      weight numeric(14, 2) GENERATED ALWAYS AS (crates * crate_weight) STORED,
                      papers jsonb
                    );
                    CREATE INDEX delivery_@_depot_idx ON delivery_@ (depot_id, due_on);
                    """,
                        "DROP TABLE delivery_@;\n");
            case 7 ->
                make(
                        number,
                        "track_delivery",
                        """
                    CREATE TYPE delivery_state_@ AS ENUM ('planned', 'loaded', 'arrived');
                    ALTER TABLE delivery_@ ADD COLUMN state delivery_state_@ NOT NULL DEFAULT 'planned';
                    """,
                        """
                    ALTER TABLE delivery_@ DROP COLUMN state;
                    DROP TYPE delivery_state_@;
                    """);
            case 8 ->
                make(
                        number,
                        "one_delivery_a_day",
                        """
                    ALTER TABLE delivery_@ ADD CONSTRAINT delivery_@_day_key UNIQUE (depot_id, due_on);
                    COMMENT ON TABLE delivery_@ IS 'At most one a day; and depot';
                    """,
                        """
                    COMMENT ON TABLE delivery_@ IS NULL;
                    ALTER TABLE delivery_@ DROP CONSTRAINT delivery_@_day_key;
                    """);
            default ->
                make(
                        number,
                        "weigh_deliveries",
                        """
                    CREATE FUNCTION delivered_weight_@(depot bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
                      SELECT coalesce(sum(weight), 0) FROM delivery_@ WHERE depot_id = depot;
                    $$;
                    """,
                        "DROP FUNCTION delivered_weight_@(bigint);\n");
        };
    }

    private static Pair make(int number, String name, String forward, String undo) {
        String block = digits(number / 10);
        return new Pair(number, name, forward.replace("@", block), undo.replace("@", block));
    }

    private static String digits(int block) {
        return "%04d".formatted(block);
    }
}
