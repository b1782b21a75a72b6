package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and texts that others chose are data in every statement that dbm sends. */
@PostgresTest
class HostileNamesInSqlTest {
    /** Ends every kind of quote, a comment and a line, and then drops what must stay. */
    private static final String EVIL = "x\"'$$;*/\nDROP TABLE public.stays;--\\";

    private static final String QUOTED = '"' + EVIL.replace("\"", "\"\"") + '"';
    private static final String IN_TOML =
            '"' + EVIL.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';

    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.execute("CREATE TABLE public.stays (id int); CREATE SCHEMA " + QUOTED);
        project.settings("schema = " + IN_TOML, "[placeholders]", "evil = " + IN_TOML);
        project.pair(
                "1",
                "CREATE TABLE " + QUOTED + " (" + QUOTED + " int PRIMARY KEY);\nCOMMENT ON TABLE " + QUOTED
                        + " IS $c$\n${evil}$c$;",
                "DROP TABLE " + QUOTED + ";");
        project.file("migrations/V2__it's;--$$.sql", "CREATE TYPE t AS (id int);")
                .file("migrations/U2__it's;--$$.sql", "DROP TYPE t;");
    }

    private List<String> inSchema() {
        return project.query(
                "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname LIKE 'x%'"
                        + " AND relkind = 'r' AND relname NOT IN ('flyway_schema_history', 'dbm_journal')");
    }

    @Test
    void nameOfASchemaTableColumnOrPlaceholderEndsNoStatement() {
        assertThat(project.done("migrate").ran()).containsExactly("1", "2");
        assertThat(inSchema()).containsExactly(EVIL);
        assertThat(project.query("SELECT obj_description(oid) FROM pg_class WHERE relname LIKE 'x%' AND relkind = 'r'"))
                .containsExactly("\n" + EVIL);
        assertThat(project.done("status", "--drift", "--history").warnings()).isEmpty();
        assertThat(project.done("repair").outcome()).isEqualTo("nothing");
        assertThat(project.done("rollback", "--all").ran()).containsExactly("2", "1");
        assertThat(inSchema()).isEmpty();
        assertThat(project.query("SELECT to_regclass('public.stays')")).containsExactly("stays");
    }

    @Test
    void driftOfSuchATableIsAdoptedAsItIs() {
        project.done("migrate");
        String table = QUOTED + "." + QUOTED;
        project.execute("ALTER TABLE " + table + " ADD COLUMN more int; CREATE INDEX \"i" + QUOTED.substring(1) + " ON "
                + table + " (more)");
        StringBuilder sql = new StringBuilder();
        project.done("status", "--drift").json().at("drift").list().forEach(item -> item.at("adopt")
                .list()
                .forEach(line -> sql.append(line.text()).append('\n')));
        project.pair("3", sql.toString(), "SELECT 1;");

        assertThat(project.dbm("migrate", "--fake").ran()).as("%s", sql).containsExactly("3");
        assertThat(project.query("SELECT to_regclass('public.stays')")).containsExactly("stays");
    }

    @Test
    void commandThatNamesAnIndexOrScratchTakesOnlyWhatIsThere() {
        project.done("migrate");

        for (String mend : List.of("--drop-index", "--reindex", "--drop-scratch")) {
            assertThat(project.refused(5, "repair", mend, "a; DROP TABLE public.stays")
                            .errors())
                    .containsExactly("NOT_MENDABLE");
        }
    }
}
