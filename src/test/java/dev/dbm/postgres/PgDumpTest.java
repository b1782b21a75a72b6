package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@PostgresTest
class PgDumpTest {
    private static final String SHOP =
            """
            CREATE SCHEMA "My shop";
            CREATE TYPE "My shop".mood AS ENUM ('fine', 'so; so');
            CREATE TABLE "My shop".users (
                id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood "My shop".mood NOT NULL DEFAULT 'fine');
            COMMENT ON TABLE "My shop".users IS 'who? ; -- these';
            CREATE TABLE "My shop".orders (user_id int REFERENCES "My shop".users, doc jsonb);
            CREATE INDEX on_doc ON "My shop".orders ((doc ? 'key'));
            CREATE FUNCTION "My shop".nothing() RETURNS void LANGUAGE plpgsql AS E'BEGIN\\r\\n  PERFORM 1; /*\\n\\\\restrict x\\n\\\\unrestrict y\\n*/ END';
            CREATE FUNCTION "My shop".add(a int, b int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT a + b; END;
            CREATE TABLE "My shop".flyway_schema_history (installed_rank int);
            CREATE TABLE public.not_asked_for ();
            """;

    private static PgDump pgDump(Database database) {
        try {
            return PgDump.find(database.facts());
        } catch (ProblemException e) {
            return abort("no pg_dump for this server: " + e.getMessage());
        }
    }

    private static String bodies(Session session) {
        return session.query(
                        "SELECT p.oid::regprocedure::text || pg_get_functiondef(p.oid) FROM pg_proc p"
                                + " WHERE pronamespace = '\"My shop\"'::regnamespace ORDER BY 1",
                        row -> row.getString(1))
                .toString();
    }

    @Test
    void aDumpedSchemaLoadsIntoAnotherDatabase(TestDatabase from, TestDatabase to) {
        try (Database source = Database.open(from.address(), ConnectionOptions.PLAIN);
                Session session = source.session();
                Session target = to.open()) {
            session.executeScript(SHOP);
            PgDump pgDump = pgDump(source);
            String dump = pgDump.schemaOnly(
                    source.address(), List.of("My shop"), Set.of("flyway_schema_history", "dbm_journal"));
            assertThat(dump).doesNotContain("flyway_schema_history", "not_asked_for");
            target.executeScript(dump);
            target.execute("DISCARD ALL");
            assertThat(bodies(target)).isEqualTo(bodies(session)).contains("\r\n", "\\unrestrict y");
            // Without those marks of its own, what pg_dump says of both is the same to the byte.
            assertThat(pgDump.schemaOnly(to.address(), List.of("My shop"), Set.of()))
                    .isEqualTo(dump);
        }
    }

    @Test
    void psqlsOwnCommandsAreTakenOutAndNothingElse() {
        String dump =
                "--\n\\restrict aB1\nSET transaction_timeout = 0;\nSET x = 1;\nbody\r\n\\restrict zz\n\\unrestrict zz\n"
                        + "end\n\\unrestrict aB1\n";
        assertThat(PgDump.loadable(dump, 15))
                .isEqualTo("--\n\n\nSET x = 1;\nbody\r\n\\restrict zz\n\\unrestrict zz\nend\n\n");
        assertThat(PgDump.loadable(dump, 17)).contains("SET transaction_timeout = 0;\n");
        assertThat(PgDump.loadable("SELECT 1;\r\n", 17)).isEqualTo("SELECT 1;\r\n");
    }

    @Test
    void aMissingSchemaFailsWithWhatPgDumpSays(TestDatabase db) {
        try (Database database = Database.open(db.address(), ConnectionOptions.PLAIN)) {
            PgDump pgDump = pgDump(database);
            ProblemException e = catchThrowableOfType(
                    ProblemException.class, () -> pgDump.schemaOnly(db.address(), List.of("nowhere"), Set.of()));
            assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.TOOL_FAILED);
            assertThat(e.problems().get(0).message()).contains("pg_dump", "no matching schemas");
            assertThatThrownBy(() -> pgDump.schemaOnly(db.address(), List.of(), Set.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFailureShowsNoPassword(TestDatabase db) {
        TestDatabase stranger = db.as("no_such_role", "hunter2-hunter2");
        try (Database database = Database.open(db.address(), ConnectionOptions.PLAIN)) {
            PgDump pgDump = pgDump(database);
            ProblemException e = catchThrowableOfType(
                    ProblemException.class, () -> pgDump.schemaOnly(stranger.address(), List.of("public"), Set.of()));
            assertThat(e.problems().get(0).message()).contains("no_such_role").doesNotContain("hunter2");
        }
    }

    @Test
    void theNearestVersionThatIsNotOlderThanTheServerIsChosen() {
        List<ClientTool> found = List.of(tool(14), tool(18), tool(16), tool(15));
        assertThat(ClientTool.choose("pg_dump", 15, found)).isEqualTo(tool(15));
        assertThat(ClientTool.choose("pg_dump", 17, found)).isEqualTo(tool(18));
    }

    @Test
    void aMissingOrOldProgramIsAProblemThatSaysWhatToInstall() {
        assertThat(missing("no_such_program", 15)).contains("not installed");
        assertThat(missing("pg_dump", 99)).contains("too old", "99");
    }

    private static String missing(String name, int major) {
        ProblemException e = catchThrowableOfType(ProblemException.class, () -> ClientTool.find(name, major));
        assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.TOOL_MISSING);
        assertThat(e.problems().get(0).next()).contains("postgresql-client-" + major);
        return e.problems().get(0).message();
    }

    @Test
    void theEnvironmentOfAProgramSaysWhereToConnect(TestDatabase db) {
        DatabaseAddress address = new DatabaseAddress(
                "[::1]",
                "5433",
                "a=b",
                db.address().user(),
                db.as("u", "p").address().password(),
                Map.of("sslmode", "require"));
        assertThat(ClientTool.environment(address))
                .containsEntry("PGHOST", "::1")
                .containsEntry("PGPORT", "5433")
                .containsEntry("PGDATABASE", "a=b")
                .containsEntry("PGPASSWORD", "p")
                .containsEntry("PGSSLMODE", "require")
                .doesNotContainKeys("PGSERVICE", "PGHOSTADDR", "PGOPTIONS");
    }

    private static ClientTool tool(int major) {
        return new ClientTool(Path.of("/usr/lib/postgresql/" + major + "/bin/pg_dump"), major);
    }
}
