package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.GeneratedRows.Filled;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class GeneratedRowsTest {
    private Session session;

    @BeforeEach
    void open(TestDatabase database) {
        session = database.open();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void everyCommonTypeGetsDistinctValuesWhereItHasThem() {
        session.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok');"
                        + "CREATE TABLE t (a smallint UNIQUE, b int UNIQUE, c bigint UNIQUE, d numeric(6,2) UNIQUE, e real, f double precision,"
                        + " g money, h text UNIQUE, i varchar(3) UNIQUE, j char(2), k bytea, l uuid UNIQUE, m date, n timestamp,"
                        + " o timestamptz UNIQUE, p time, q timetz, r interval, s json, t jsonb, u inet, v cidr, w macaddr, x bit(3),"
                        + " y bit varying(5), z point, aa box, ab circle, ac polygon, ad tsvector, ae tsquery, af int4range, ag tstzrange,"
                        + " ah mood, ai mood[], aj text[], ak boolean, al numeric(3,3), am \"char\", an pg_lsn, ao varchar(1))");
        session.execute(
                "DO $$ DECLARE c text; BEGIN FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass"
                        + " AND attnum > 0 LOOP EXECUTE format('ALTER TABLE t ALTER %I SET NOT NULL', c); END LOOP; END $$");

        assertThat(fill("t").refused()).isEmpty();
        assertThat(count("t")).isEqualTo(20);
    }

    @Test
    void constraintsOfATableChooseTheRows() {
        session.execute("CREATE DOMAIN email AS text CHECK (VALUE ~ '^[^@]+@[^@]+$');"
                + "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail email NOT NULL UNIQUE,"
                + " state text NOT NULL CHECK (state IN ('new', 'paid')), price numeric(8,2) NOT NULL CHECK (price BETWEEN 1 AND 50),"
                + " twice numeric GENERATED ALWAYS AS (price * 2) STORED, begins date NOT NULL, ends date NOT NULL,"
                + " span int4range, CHECK (ends > begins), EXCLUDE USING gist (span WITH &&))");

        assertThat(fill("t").refused()).isEmpty();
        assertThat(count("t")).isPositive();
    }

    @Test
    void rowsReferToRowsThatAreThere() {
        session.execute("CREATE TABLE boss (id serial PRIMARY KEY);"
                + "CREATE TABLE worker (id uuid PRIMARY KEY, boss int NOT NULL REFERENCES boss, peer uuid REFERENCES worker);"
                + "CREATE TABLE job (a uuid REFERENCES worker, b int REFERENCES boss, PRIMARY KEY (a, b))");

        Filled filled = fill("job");

        assertThat(filled.refused()).isEmpty();
        assertThat(filled.tables()).hasSize(3);
        assertThat(number("SELECT count(*) FROM job JOIN worker ON worker.id = job.a JOIN boss ON boss.id = job.b"))
                .isEqualTo(20);
        assertThat(number("SELECT count(*) FROM worker w JOIN worker p ON p.id = w.peer"))
                .isPositive();
    }

    @Test
    void keysInACircleAreFilledWhereOneMayBeNull() {
        session.execute(
                "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a);"
                        + "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b");

        Filled filled = fill("a", "b");

        assertThat(filled.refused()).isEmpty();
        assertThat(count("b")).isEqualTo(20);
    }

    @Test
    void partitionsGetRowsWithinTheirBounds() {
        session.execute("CREATE TABLE r (at date NOT NULL, k text) PARTITION BY RANGE (at);"
                + "CREATE TABLE r1 PARTITION OF r FOR VALUES FROM ('2031-01-01') TO ('2031-02-01');"
                + "CREATE TABLE l (k text) PARTITION BY LIST (k); CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('x', 'y');"
                + "CREATE TABLE h (id bigint) PARTITION BY HASH (id);"
                + "CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1)");

        assertThat(fill("r", "l", "h").refused()).isEmpty();
        assertThat(List.of(count("r1"), count("l1"), count("h1"))).allMatch(rows -> rows > 0);
    }

    @Test
    void sequencesAreNotDrawnFromAndTriggersDoNotHinder() {
        session.execute("CREATE TABLE t (id serial PRIMARY KEY, n int);"
                + "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';"
                + "CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no()");

        fill("t");

        assertThat(number("SELECT count(pg_sequence_last_value('t_id_seq'))")).isZero();
    }

    @Test
    void whatIsDrawnFromSequencesIsRolledBack() {
        session.execute("CREATE TABLE t (id serial PRIMARY KEY); CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY);"
                + "CREATE SEQUENCE s START 5; INSERT INTO t DEFAULT VALUES; SELECT setval('s', 9, false)");
        List<Long> drawn = oids("t", "u", "s");

        session.begin();
        new GeneratedRows(session, "").fill(drawn, drawn, oid -> false, Set.of());
        session.execute(
                "INSERT INTO t DEFAULT VALUES; INSERT INTO u DEFAULT VALUES; SELECT nextval('s'), nextval('s')");
        session.rollback();

        assertThat(number("SELECT nextval('t_id_seq')")).isEqualTo(2);
        assertThat(number("SELECT nextval('u_id_seq')")).isEqualTo(1);
        assertThat(number("SELECT nextval('s')")).isEqualTo(9);
    }

    @Test
    void columnsOfWhichOnlyOneMayHaveAValueGetTheirs() {
        session.execute("CREATE TABLE man (id int PRIMARY KEY); CREATE TABLE bot (id int PRIMARY KEY);"
                + "CREATE TYPE state AS ENUM ('new', 'sent', 'failed'); CREATE TYPE kind AS ENUM ('call', 'mail', 'text');"
                + "CREATE TABLE t (man int REFERENCES man, bot int REFERENCES bot, state state NOT NULL, kind kind NOT NULL,"
                + " sent_at timestamptz, why text, CHECK ((man IS NULL) <> (bot IS NULL)),"
                + " CHECK ((state = 'sent') = (sent_at IS NOT NULL)), CHECK (kind <> 'mail' OR state = 'failed'),"
                + " CHECK ((state = 'failed') = (why IS NOT NULL)))");

        assertThat(fill("t").refused()).isEmpty();
        assertThat(count("t")).isEqualTo(20);
    }

    @Test
    void tableThatCanHaveNoRowsCostsTheOthersNothing() {
        session.execute("CREATE TABLE never (id int CHECK (id <> id)); CREATE TABLE odd (c regclass NOT NULL);"
                + "CREATE TABLE child (odd int); CREATE TABLE good (id int, c regclass)");

        Filled filled = fill("never", "odd", "good");

        assertThat(filled.refused()).containsOnlyKeys("public.never", "public.odd");
        assertThat(filled.refused().get("public.odd")).contains("regclass", "column c");
        assertThat(filled.unknown()).containsEntry("public.good", List.of("c"));
        assertThat(count("good")).isEqualTo(20);
    }

    @Test
    void sameTableGetsTheSameRows() {
        session.execute("CREATE TABLE t (id int, name text, at timestamptz, u uuid)");
        String sum = "SELECT hashtext(string_agg(t::text, ',' ORDER BY t))::bigint FROM t";

        fill("t");
        long first = number(sum);
        session.execute("TRUNCATE t");
        fill("t");

        assertThat(number(sum)).isEqualTo(first);
    }

    private List<Long> oids(String... relations) {
        return session.query(
                "SELECT oid::bigint FROM pg_class WHERE relname = ANY (?)", row -> row.getLong(1), (Object) relations);
    }

    private Filled fill(String... tables) {
        List<Long> oids = oids(tables);
        session.begin();
        Filled filled = new GeneratedRows(session, "").fill(oids, List.of(), oid -> false, Set.of());
        session.commit();
        return filled;
    }

    private long count(String table) {
        return number("SELECT count(*) FROM " + table);
    }

    private long number(String sql) {
        return session.queryOne(sql, row -> row.getLong(1)).orElseThrow();
    }
}
