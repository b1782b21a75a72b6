package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@PostgresTest
class DatabaseTest {
    private static final ConnectionOptions LIMITED =
            new ConnectionOptions("dbm", Duration.ofSeconds(5), Duration.ofMinutes(2), Optional.of("public"));

    private static String show(Session session, String setting) {
        return session.queryOne("SELECT current_setting(?)", row -> row.getString(1), setting)
                .orElseThrow();
    }

    private static Problem problemOf(DatabaseAddress address) {
        ProblemException e =
                catchThrowableOfType(ProblemException.class, () -> Database.open(address, ConnectionOptions.PLAIN)
                        .close());
        assertThat(e).isNotNull();
        Problem problem = e.problems().get(0);
        assertThat(problem.next()).isNotBlank();
        assertThat(problem.message()).contains(address.display().split("/")[2]);
        address.password().ifPresent(password -> assertThat(problem.message() + problem.next())
                .doesNotContain(password.reveal()));
        return problem;
    }

    @Test
    void factsTellWhatTheServerIs(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED);
                Session session = database.session()) {
            ServerFacts facts = database.facts();
            assertThat(facts.versionNumber()).isEqualTo(Integer.parseInt(show(session, "server_version_num")));
            assertThat(show(session, "server_version")).startsWith(facts.version());
            assertThat(facts.superuser()).isTrue();
            assertThat(facts.createDatabase()).isTrue();
            assertThat(facts.createSchema()).isTrue();
            assertThat(facts.inRecovery()).isFalse();
            assertThat(facts.locale().encoding()).isEqualTo("UTF8");
            assertThat(facts.settings()).isEmpty();
        }
    }

    @Test
    void factsTellWhatALimitedRoleMayNot(TestDatabase db) {
        try (Database database = Database.open(db.createRole().address(), LIMITED)) {
            assertThat(database.facts().superuser()).isFalse();
            assertThat(database.facts().createDatabase()).isFalse();
            assertThat(database.facts().createSchema()).isFalse();
        }
    }

    @Test
    void timeoutsAndSchemaSurviveDiscardAll(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED.withSchema("Shop \"A\\B\""));
                Session session = database.dedicated()) {
            session.execute("SET lock_timeout = 1; SET statement_timeout = 1000; SET search_path = pg_catalog");
            session.execute("DISCARD ALL");
            assertThat(show(session, "lock_timeout")).isEqualTo("5s");
            assertThat(show(session, "statement_timeout")).isEqualTo("2min");
            assertThat(show(session, "application_name")).isEqualTo("dbm");
            session.execute("CREATE SCHEMA \"Shop \"\"A\\B\"\"\"; CREATE TABLE t ()");
            assertThat(session.queryOne("SELECT current_schema()", row -> row.getString(1)))
                    .contains("Shop \"A\\B\"");
        }
    }

    @Test
    void theSchemaComesBeforeTheSearchPathOfTheDatabase(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(
                    "ALTER DATABASE " + Identifiers.quote(db.address().database()) + " SET search_path = app, ext");
        }
        try (Database database = Database.open(db.address(), LIMITED.withSchema("mine"));
                Session session = database.session()) {
            assertThat(show(session, "search_path")).isEqualTo("mine, app, ext");
        }
        try (Database database = Database.open(db.address(), LIMITED.withSchema("app"));
                Session session = database.session()) {
            assertThat(show(session, "search_path")).isEqualTo("app, ext");
        }
    }

    @Test
    void theFirstConnectionServesWhoOnlyReadsAndNobodyWhoResetsIt(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED.withSchema("mine"))) {
            int pid;
            try (Session session = database.reading()) {
                pid = session.pid();
                assertThat(show(session, "search_path")).isEqualTo("mine, \"$user\", public");
                assertThat(session.queryOne(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()",
                                row -> row.getInt(1)))
                        .contains(1);
            }
            try (Session session = database.dedicated()) {
                session.execute("RESET ALL");
                assertThat(show(session, "search_path")).isEqualTo("mine, \"$user\", public");
            }
            try (Session session = database.lasting()) {
                assertThat(session.pid()).isEqualTo(pid);
            }
        }
    }

    @Test
    void aConnectionThatWasOpenedAheadGoesToWhoeverAsksNext(TestDatabase db) {
        try (Session admin = db.open()) {
            try (Database database = Database.open(db.address(), LIMITED)) {
                database.openAhead();
                try (Session session = database.dedicated()) {
                    assertThat(count(admin)).isEqualTo(2);
                    assertThat(show(session, "lock_timeout")).isEqualTo("5s");
                }
                database.openAhead();
                database.openAhead();
                database.dedicated().close();
                admin.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND application_name = 'dbm'",
                        row -> row.getBoolean(1));
                try (Session session = database.dedicated()) {
                    assertThat(show(session, "lock_timeout")).isEqualTo("5s");
                }
                database.openAhead();
            }
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (count(admin) > 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(count(admin)).isZero();
        }
    }

    @Test
    void optionsAndCurrentSchemaOfTheUrlAreKept(TestDatabase db) {
        TestDatabase given =
                db.with("options", "-c statement_timeout=7s -c work_mem=8MB").with("currentSchema", "elsewhere");
        try (Database database = Database.open(given.address(), LIMITED.withSchema("mine"));
                Session session = database.session()) {
            assertThat(show(session, "statement_timeout")).isEqualTo("7s");
            assertThat(show(session, "work_mem")).isEqualTo("8MB");
            assertThat(show(session, "lock_timeout")).isEqualTo("5s");
            assertThat(show(session, "search_path")).isEqualTo("mine, elsewhere");
        }
    }

    @Test
    void aServerNoticesWithinMinutesThatTheMachineOfARunIsGone(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED);
                Session session = database.dedicated()) {
            assertThat(show(session, "tcp_keepalives_idle")).isEqualTo("60");
        }
    }

    @Test
    void aTimeoutOfZeroBeatsTheRolesOwn(TestDatabase db) {
        TestDatabase role = db.createRole();
        try (Session session = db.open()) {
            session.execute("ALTER ROLE "
                    + Identifiers.quote(role.address().user().orElseThrow()) + " SET statement_timeout = 5");
        }
        try (Database database = Database.open(role.address(), ConnectionOptions.PLAIN);
                Session session = database.session()) {
            assertThat(show(session, "statement_timeout")).isEqualTo("0");
        }
    }

    @Test
    void refusedConnectionIsUnreachable() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        Problem problem = problemOf(address("127.0.0.1", closed));
        assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
        assertThat(problem.message()).contains("refused");
    }

    @Test
    void unknownHostIsUnreachable() {
        Problem problem = problemOf(address("no-such-host.invalid", 5432));
        assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
        assertThat(problem.message()).contains("no such host");
    }

    @Test
    void aServerThatNeverAnswersIsUnreachable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DatabaseAddress address = new DatabaseAddress(
                    "127.0.0.1",
                    String.valueOf(silent.getLocalPort()),
                    "shop",
                    Optional.of("postgres"),
                    Optional.empty(),
                    Map.of("loginTimeout", "1"));
            assertThat(problemOf(address).code()).isEqualTo(ProblemCode.UNREACHABLE);
        }
    }

    @Test
    void wrongPasswordFailsAuthentication(TestDatabase db) {
        assumeTrue(db.checksPasswords(), "this server trusts everybody");
        Problem problem = problemOf(db.as("postgres", "s3cret-and-wrong").address());
        assertThat(problem.code()).isEqualTo(ProblemCode.AUTHENTICATION_FAILED);
    }

    @Test
    void noPasswordFailsAuthentication(TestDatabase db) {
        assumeTrue(db.checksPasswords(), "this server trusts everybody");
        DatabaseAddress with = db.address();
        Problem problem = problemOf(new DatabaseAddress(
                with.host(), with.port(), with.database(), with.user(), Optional.empty(), with.parameters()));
        assertThat(problem.code()).isEqualTo(ProblemCode.AUTHENTICATION_FAILED);
        assertThat(problem.next()).contains("DBM_PASSWORD");
    }

    @Test
    void unknownRoleFailsAuthentication(TestDatabase db) {
        assertThat(problemOf(db.as("nobody_of_that_name", "x1y2z3").address()).code())
                .isEqualTo(ProblemCode.AUTHENTICATION_FAILED);
    }

    @Test
    void missingDatabaseIsNamed(TestDatabase db) {
        Problem problem = problemOf(db.address().withDatabase("no such shop"));
        assertThat(problem.code()).isEqualTo(ProblemCode.NO_SUCH_DATABASE);
        assertThat(problem.message()).contains("no such shop");
    }

    @Test
    void aRoleThatMayNotConnectLacksThePrivilege(TestDatabase db) {
        TestDatabase role = db.createRole();
        try (Session session = db.open()) {
            session.execute("REVOKE CONNECT ON DATABASE "
                    + Identifiers.quote(db.address().database()) + " FROM PUBLIC");
        }
        assertThat(problemOf(role.address()).code()).isEqualTo(ProblemCode.NO_PRIVILEGE);
    }

    @Test
    void tooManyConnectionsIsUnreachableAndSaysWhy(TestDatabase db) {
        TestDatabase role = db.createRole("CONNECTION LIMIT 1");
        try (Session only = role.open()) {
            Problem problem = problemOf(role.address());
            assertThat(problem.code()).isEqualTo(ProblemCode.UNREACHABLE);
            assertThat(problem.message()).contains("no free connection");
        }
    }

    @Test
    void aWrongParameterOfTheUrlIsABadUrl(TestDatabase db) {
        assertThat(problemOf(db.with("options", "-c no_such_setting=1").address())
                        .code())
                .isEqualTo(ProblemCode.BAD_URL);
        assertThat(problemOf(db.with("noSuchParameter", "1").address()).code()).isEqualTo(ProblemCode.BAD_URL);
    }

    @Test
    void aServerOlderThan12IsTooOld() {
        DatabaseAddress address = address("old.example", 5432);
        assertThat(ServerFacts.tooOld(address, 120_000)).isEmpty();
        assertThat(ServerFacts.tooOld(address, 110_022).orElseThrow().code()).isEqualTo(ProblemCode.SERVER_TOO_OLD);
        assertThat(ServerFacts.tooOld(address, 90_624).orElseThrow().message()).contains("PostgreSQL 9.6.24");
    }

    @Test
    void readOnlyDatabaseIsRefusedForWriting(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED)) {
            assertThat(database.requireWritable()).isSameAs(database);
        }
        try (Session session = db.open()) {
            session.execute("ALTER DATABASE " + Identifiers.quote(db.address().database())
                    + " SET default_transaction_read_only = on");
        }
        try (Database database = Database.open(db.address(), LIMITED)) {
            ProblemException e = catchThrowableOfType(ProblemException.class, database::requireWritable);
            assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.READ_ONLY);
            assertThat(e.problems().get(0).message()).contains("default_transaction_read_only");
        }
    }

    @Test
    void aLostServerSessionIsReplacedByThePool(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED);
                Session admin = db.open()) {
            try (Session session = database.session()) {
                session.execute("SELECT 1");
            }
            admin.query(
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND pid <> pg_backend_pid()",
                    row -> row.getBoolean(1));
            assertThat(openUntilAlive(database)).isEqualTo(1);
        }
    }

    // Hikari trusts a connection that it was given within the last half second.
    private static int openUntilAlive(Database database) {
        for (int attempt = 0; attempt < 5; attempt++) {
            try (Session session = database.session()) {
                return session.queryOne("SELECT 1", row -> row.getInt(1)).orElseThrow();
            } catch (DatabaseException e) {
                assertThat(e.failure().connectionLost()).isTrue();
            }
        }
        return 0;
    }

    @Test
    void whoOnlyReadLeavesTheConnectionToTheNext(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED)) {
            assertThat(readingPid(database)).isEqualTo(readingPid(database));
        }
    }

    @Test
    void aConnectionIsNotPassedOnOnceItIsBrokenOrInATransaction(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED);
                Session admin = db.open()) {
            int pid = readingPid(database);
            admin.query("SELECT pg_terminate_backend(?, 10000)", row -> true, pid);

            int other = readingPid(database);

            assertThat(other).isNotEqualTo(pid);
            try (Session session = database.reading()) {
                session.begin();
                session.execute("SELECT 1");
            }
            assertThat(readingPid(database)).isNotEqualTo(other);
        }
    }

    private static int readingPid(Database database) {
        try (Session session = database.reading()) {
            return session.pid();
        }
    }

    @Test
    void databaseThatVanishedIsAProblemWhenASessionIsAskedFor(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED)) {
            try (Session session = db.open()) {
                // The session is in the way of its own DROP, so another database sends it.
                session.execute("SELECT 1");
            }
            try (Session elsewhere = new TestDatabase(db.address().withDatabase("postgres")).open()) {
                elsewhere.execute(
                        "DROP DATABASE " + Identifiers.quote(db.address().database()) + " WITH (FORCE)");
            }
            ProblemException e = catchThrowableOfType(ProblemException.class, database::dedicated);
            assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.NO_SUCH_DATABASE);
        }
    }

    @Test
    void thePoolKeepsNoSessionThatNobodyNeeds(TestDatabase db) {
        try (Database database = Database.open(db.address(), LIMITED);
                Session admin = db.open()) {
            long before = count(admin);
            List<Session> four = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                four.add(database.session());
            }
            assertThat(count(admin)).isEqualTo(before + 4);
            four.forEach(Session::close);
        }
    }

    private static long count(Session admin) {
        return admin.queryOne(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND application_name = 'dbm'",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    private static DatabaseAddress address(String host, int port) {
        return new DatabaseAddress(
                host, String.valueOf(port), "shop", Optional.of("postgres"), Optional.empty(), Map.of());
    }
}
