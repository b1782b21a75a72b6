package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Secret;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@PostgresTest
class ScratchDatabasesTest {
    private static Database open(TestDatabase db) {
        return Database.open(db.address(), ConnectionOptions.PLAIN);
    }

    private static <T> T made(ScratchAttempt<T> attempt) {
        assertThat(attempt).isInstanceOf(ScratchAttempt.Made.class);
        return ((ScratchAttempt.Made<T>) attempt).scratch();
    }

    private static boolean exists(Session session, String database) {
        return session.queryOne("SELECT true FROM pg_database WHERE datname = ?", row -> true, database)
                .orElse(false);
    }

    private static boolean schemaExists(Session session, String schema) {
        return session.queryOne("SELECT true FROM pg_namespace WHERE nspname = ?", row -> true, schema)
                .orElse(false);
    }

    @Test
    void scratchDatabaseIsEmptyLikeTheTargetAndGoneWhenClosed(TestDatabase db) {
        try (Database target = open(db);
                Session admin = db.open();
                ScratchDatabases scratches = ScratchDatabases.on(target)) {
            admin.execute("CREATE TABLE only_here ()");
            ScratchDatabase scratch = made(scratches.create(target.facts()));
            assertThat(scratch.name()).startsWith("dbm_scratch_").hasSizeLessThan(64);
            try (Database inside = Database.open(scratch.address(), ConnectionOptions.PLAIN);
                    Session session = inside.session()) {
                assertThat(inside.facts().locale()).isEqualTo(target.facts().locale());
                assertThat(session.query("SELECT relname FROM pg_class WHERE relname = 'only_here'", row -> 1))
                        .isEmpty();
                // Somebody is still inside.
                scratch.close();
            }
            assertThat(exists(admin, scratch.name())).isFalse();
            scratch.close();
        }
    }

    @Test
    void scratchDatabaseHasTheSettingsOfTheTargetsDatabase(TestDatabase db) {
        String name = Identifiers.quote(db.address().database());
        try (Session admin = db.open()) {
            admin.execute("ALTER DATABASE " + name + " SET search_path = \"My app\", public");
            admin.execute("ALTER DATABASE " + name + " SET timezone = 'Asia/Tokyo'");
            admin.execute("ALTER DATABASE " + name + " SET shop.mode = 'it''s'");
        }
        try (Database target = open(db);
                ScratchDatabases scratches = ScratchDatabases.on(target);
                ScratchDatabase scratch = made(scratches.create(target.facts()));
                Database inside = Database.open(scratch.address(), ConnectionOptions.PLAIN)) {
            assertThat(inside.facts().settings())
                    .containsExactlyElementsOf(target.facts().settings())
                    .hasSize(3);
            assertThat(inside.facts().searchPath()).isEqualTo("\"My app\", public");
        }
    }

    @Test
    void aCollationThatTheServerLacksIsARemark(TestDatabase db) {
        try (Database target = open(db);
                ScratchDatabases scratches = ScratchDatabases.on(target)) {
            ServerFacts facts = target.facts();
            ServerFacts other = new ServerFacts(
                    facts.versionNumber(),
                    facts.user(),
                    true,
                    true,
                    true,
                    false,
                    false,
                    facts.searchPath(),
                    new ServerFacts.DatabaseLocale(
                            "UTF8", "xx_XX.nowhere", "xx_XX.nowhere", "c", Optional.empty(), Optional.empty()),
                    List.of(),
                    false);
            ScratchAttempt<ScratchDatabase> attempt = scratches.create(other);
            made(attempt).close();
            assertThat(((ScratchAttempt.Made<ScratchDatabase>) attempt).remarks())
                    .singleElement()
                    .asString()
                    .contains("sort");
        }
    }

    @Test
    void anIcuDatabaseGetsAnIcuScratch(TestDatabase db) {
        try (Database target = open(db)) {
            assumeTrue(target.facts().major() >= 15, "databases have ICU collations since 15");
            try (Session admin = target.dedicated();
                    ScratchDatabases scratches = ScratchDatabases.on(target)) {
                ServerFacts facts = target.facts();
                ServerFacts icu = new ServerFacts(
                        facts.versionNumber(),
                        facts.user(),
                        true,
                        true,
                        true,
                        false,
                        false,
                        facts.searchPath(),
                        new ServerFacts.DatabaseLocale("UTF8", "C", "C", "i", Optional.of("de-DE"), Optional.empty()),
                        List.of(),
                        false);
                ScratchAttempt<ScratchDatabase> attempt = scratches.create(icu);
                try (ScratchDatabase scratch = made(attempt);
                        Database inside = Database.open(scratch.address(), ConnectionOptions.PLAIN)) {
                    assumeTrue(
                            ((ScratchAttempt.Made<ScratchDatabase>) attempt)
                                    .remarks()
                                    .isEmpty(),
                            "this server is built without ICU");
                    assertThat(inside.facts().locale()).isEqualTo(icu.locale());
                }
                assertThat(exists(admin, db.address().database())).isTrue();
            }
        }
    }

    @Test
    void aRoleThatMayNotCreateDatabasesIsRefusedWithAReason(TestDatabase db) {
        try (Database target = Database.open(db.createRole().address(), ConnectionOptions.PLAIN);
                ScratchDatabases scratches = ScratchDatabases.on(target)) {
            ScratchAttempt<ScratchDatabase> attempt = scratches.create(target.facts());
            assertThat(attempt)
                    .isInstanceOfSatisfying(ScratchAttempt.Refused.class, refused -> assertThat(refused.reason())
                            .contains("may not create databases"));
            assertThat(scratches.createSchema())
                    .isInstanceOfSatisfying(ScratchAttempt.Refused.class, refused -> assertThat(refused.reason())
                            .contains("permission denied"));
        }
    }

    @Test
    void aRoleThatMayCreateDatabasesNeedNotBeASuperuser(TestDatabase db) {
        try (Database target = Database.open(db.createRole("CREATEDB").address(), ConnectionOptions.PLAIN);
                Session admin = db.open();
                ScratchDatabases scratches = ScratchDatabases.on(target)) {
            ScratchDatabase scratch = made(scratches.create(target.facts()));
            assertThat(exists(admin, scratch.name())).isTrue();
            scratch.close();
            assertThat(exists(admin, scratch.name())).isFalse();
        }
    }

    @Test
    void closingDropsEveryScratchThatIsLeft(TestDatabase db) {
        try (Session admin = db.open();
                Database target = open(db)) {
            String database;
            String schema;
            try (ScratchDatabases scratches = ScratchDatabases.on(target)) {
                database = made(scratches.create(target.facts())).name();
                schema = made(scratches.createSchema()).name();
                assertThat(exists(admin, database)).isTrue();
                assertThat(schemaExists(admin, schema)).isTrue();
            }
            assertThat(exists(admin, database)).isFalse();
            assertThat(schemaExists(admin, schema)).isFalse();
        }
    }

    @Test
    void onlyLeftoversWithADeadOwnerAreRemoved(TestDatabase db) {
        String random = db.address().database().substring(9, 17);
        String dead = "dbm_scratch_" + random + "_2_abc";
        String unlike = "dbm_scratch_" + random;
        String foreign = "dbmxscratch_" + random + "_2_abc";
        try (Database target = open(db);
                Session admin = db.open();
                ScratchDatabases mine = ScratchDatabases.on(target);
                ScratchDatabase alive = made(mine.create(target.facts()));
                ScratchDatabases other = ScratchDatabases.on(target)) {
            for (String name : List.of(dead, unlike, foreign)) {
                admin.execute("CREATE DATABASE " + name);
                admin.execute("CREATE SCHEMA " + name);
            }
            assertThat(other.removeLeftovers()).contains(dead).doesNotContain(alive.name(), unlike, foreign);
            assertThat(exists(admin, dead)).isFalse();
            assertThat(schemaExists(admin, dead)).isFalse();
            for (String name : List.of(unlike, foreign)) {
                assertThat(exists(admin, name)).isTrue();
                assertThat(schemaExists(admin, name)).isTrue();
                admin.execute("DROP DATABASE " + name);
            }
            assertThat(exists(admin, alive.name())).isTrue();
        }
    }

    @Test
    void aLeftoverThatSomebodyIsInStays(TestDatabase db) {
        String dead = "dbm_scratch_" + db.address().database().substring(9, 17) + "_3_abc";
        try (Database target = open(db);
                Session admin = db.open();
                ScratchDatabases scratches = ScratchDatabases.on(target)) {
            admin.execute("CREATE DATABASE " + dead);
            try (Session inside = new TestDatabase(db.address().withDatabase(dead)).open()) {
                inside.execute("SELECT 1");
                assertThat(scratches.removeLeftovers()).doesNotContain(dead);
                inside.execute("SELECT 1");
            }
            admin.execute("DROP DATABASE " + dead + " WITH (FORCE)");
        }
    }

    @Test
    void aDeadOwnersScratchIsALeftover(TestDatabase db) {
        try (Database target = open(db);
                Session admin = db.open();
                ScratchDatabases first = ScratchDatabases.on(target);
                ScratchDatabases second = ScratchDatabases.on(target)) {
            String name = made(first.create(target.facts())).name();
            long owner = ScratchName.parse(name).orElseThrow().pid();
            assertThat(second.removeLeftovers()).doesNotContain(name);
            admin.query("SELECT pg_terminate_backend(?, 10000)", row -> row.getBoolean(1), (int) owner);
            assertThat(second.removeLeftovers()).contains(name);
            assertThat(exists(admin, name)).isFalse();
        }
    }

    @Test
    void anythingThatIsNotAScratchIsNeverDropped(TestDatabase db) {
        for (String name : List.of(
                "postgres",
                "dbm_scratch_",
                "dbm_scratch_abcdefgh",
                "x_dbm_scratch_abcdefgh_1_a",
                "dbm_scratch_abcdefgh_1_a; DROP",
                "dbm_scratch_abcdefgh_1_A")) {
            assertThatThrownBy(() -> ScratchName.require(name)).isInstanceOf(IllegalArgumentException.class);
        }
        try (Database target = open(db);
                Session session = target.dedicated()) {
            String fresh = ScratchName.fresh(ScratchName.PREFIX, session).text();
            assertThat(ScratchName.require(fresh)).isEqualTo(fresh);
        }
    }

    @Test
    void aScratchSchemaIsDroppedWithAllThatIsInIt(TestDatabase db) {
        try (Database target = open(db);
                Session admin = db.open();
                ScratchDatabases scratches = ScratchDatabases.on(target)) {
            ScratchSchema scratch = made(scratches.createSchema());
            admin.execute("SET search_path = " + scratch.name());
            admin.execute(
                    """
                    CREATE TABLE a (id serial PRIMARY KEY, b int);
                    CREATE TABLE b (id int PRIMARY KEY REFERENCES a);
                    ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
                    CREATE VIEW v AS SELECT * FROM a;
                    CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
                    CREATE TABLE p (id int) PARTITION BY RANGE (id);
                    CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9);
                    CREATE TABLE heir (note text) INHERITS (a);
                    CREATE SEQUENCE s;
                    CREATE TYPE e AS ENUM ('a');
                    CREATE DOMAIN d AS int CHECK (VALUE > 0);
                    CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
                    CREATE TABLE "With ""quotes" (e e);
                    """);
            scratch.close();
            assertThat(schemaExists(admin, scratch.name())).isFalse();
        }
    }

    @Test
    void aProcessThatIsToldToStopDropsItsScratches(TestDatabase db) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        db.address().host(),
                        db.address().port(),
                        db.address().database(),
                        db.address().user().orElseThrow(),
                        db.address().password().map(Secret::reveal).orElse(""))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Session admin = db.open();
                BufferedReader output = process.inputReader()) {
            String database = output.readLine();
            String schema = output.readLine();
            assertThat(exists(admin, database)).isTrue();
            assertThat(schemaExists(admin, schema)).isTrue();
            process.destroy();
            process.waitFor();
            assertThat(exists(admin, database)).isFalse();
            assertThat(schemaExists(admin, schema)).isFalse();
        }
    }

    /** Makes scratches and waits for its end. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] args) throws InterruptedException {
            DatabaseAddress address = new DatabaseAddress(
                    args[0], args[1], args[2], Optional.of(args[3]), Optional.of(new Secret(args[4])), Map.of());
            Database target = Database.open(address, ConnectionOptions.PLAIN);
            ScratchDatabases scratches = ScratchDatabases.on(target);
            System.out.println(made(scratches.create(target.facts())).name());
            System.out.println(made(scratches.createSchema()).name());
            Thread.currentThread().join();
        }
    }
}
