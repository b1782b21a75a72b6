package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Identifiers;
import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that try to be SQL, orders to a terminal, markup or a mention stay names in every form of the output. */
@PostgresTest
class HostileNamesTest {
    private static final String SCHEMA = "we\"ird'; DROP SCHEMA public; -- \u001b[31m`x`</code><b>@all";
    private static final String TABLE = "ta\"ble\n## `````<img src=x>@channel\u001b]0;owned\u0007|\u202e";

    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.execute("CREATE SCHEMA " + Identifiers.quote(SCHEMA));
        project.file(
                "dbm.toml",
                "schema = " + toml(SCHEMA) + "\n[placeholders]\nword = " + toml("it''s </code>\u001b[2J @here")
                        + "\n[env.dev]\nurl = \"" + project.url() + "\"\nreport_dir = \"reports\"\n"
                        + "after_migrate = [[\"printf\", \"\\\\033[31mred <b>@all\"]]\n");
        project.pair(
                "1",
                "CREATE TABLE " + Identifiers.quote(TABLE) + " (id int);\nCOMMENT ON TABLE " + Identifiers.quote(TABLE)
                        + " IS '${word}';",
                "DROP TABLE " + Identifiers.quote(TABLE) + ";");
    }

    @Test
    void sqlTakesThemAsNames() {
        assertThat(project.done("migrate").ran()).containsExactly("1");
        assertThat(project.query("SELECT tablename FROM pg_tables WHERE schemaname = " + Identifiers.literal(SCHEMA)
                        + " AND tablename NOT IN ('dbm_journal', 'flyway_schema_history')"))
                .containsExactly(TABLE);
        project.execute("INSERT INTO " + Identifiers.qualified(SCHEMA, TABLE) + " VALUES (1)");
        assertThat(project.done("status", "--drift").warnings()).isEmpty();
        assertThat(project.done("rollback").warnings()).containsExactly("DATA_LOSS");
        assertThat(project.query("SELECT nspname FROM pg_namespace WHERE nspname = 'public'"))
                .containsExactly("public");
    }

    @Test
    void resetTakesThemAsNames() {
        project.file(
                "dbm.toml",
                "env = \"test\"\nschema = " + toml(SCHEMA) + "\n[placeholders]\nword = \"w\"\n[env.test]\nurl = \""
                        + project.url() + "\"\n");
        project.done("migrate");
        project.execute("CREATE FUNCTION " + Identifiers.qualified(SCHEMA, TABLE)
                + "(int) RETURNS int LANGUAGE sql AS 'SELECT 1'");

        assertThat(project.refused(4, "migrate", "--reset").errors()).containsExactly("RESET_DESTROYS");
        assertThat(project.done("migrate", "--reset", "--accept-drift").ran()).containsExactly("1");
    }

    @Test
    void terminalMarkdownAndKeptReportsAreNotOrderedAbout() throws Exception {
        for (String format : List.of("text", "markdown")) {
            Run run = project.text("migrate", "--format", format);
            assertThat(run.exit()).as("%s", run).isZero();
            assertHarmless(run.out());
            assertHarmless(run.err());
            Run back = project.text("rollback", "--format", format);
            assertHarmless(back.out());
            assertHarmless(back.err());
        }
        project.undo("1", "COMMENT ON TABLE " + Identifiers.quote(TABLE) + " IS NULL;");
        for (String format : List.of("text", "markdown")) {
            Run run = project.text("plan", "--format", format);
            assertThat(run.exit()).as("%s", run).isEqualTo(3);
            assertHarmless(run.out());
            assertHarmless(run.err());
        }
        for (Path report : project.filesBelow("reports")) {
            assertHarmless(Files.readString(report));
        }
    }

    @Test
    void jsonGivesThemBackAsTheyAre() {
        project.undo("1", "COMMENT ON TABLE " + Identifiers.quote(TABLE) + " IS NULL;");

        Run run = project.refused(3, "plan");

        assertHarmless(run.out());
        assertThat(run.json().at("database").at("schema").text()).isEqualTo(SCHEMA);
        List<Json> differences = run.migration("1").at("undo").at("differences").list();
        assertThat(differences.get(0).at("object").text()).contains(TABLE.replace("\"", "\"\""));
    }

    /** No control character but the line break, and no line of Markdown that a name began. */
    private static void assertHarmless(String text) {
        assertThat(text.chars().filter(c -> c != '\n' && (Character.isISOControl(c) || c == '\u202e')))
                .isEmpty();
        assertThat(text.lines().filter(line -> line.startsWith("## "))).isEmpty();
        boolean code = false;
        for (String line : text.split("\n", -1)) {
            code = line.matches("`{3,}[a-z]*") != code;
            if (!code && !line.matches("`{3,}.*") && text.startsWith("### dbm")) {
                assertThat(line.replaceAll("(`+)(?!`).*?(?<!`)\\1(?!`)", ""))
                        .doesNotContain("<b>", "<img", "@all", "@channel");
            }
        }
    }

    private static String toml(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(c -> quoted.append(
                        c == '"' || c == '\\' || c < ' ' ? String.format("\\u%04x", c) : String.valueOf((char) c)));
        return quoted.append('"').toString();
    }
}
