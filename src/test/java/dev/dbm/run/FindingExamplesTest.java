package dev.dbm.run;

import dev.dbm.model.Finding;
import dev.dbm.model.Rule;
import dev.dbm.model.RuleExample;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of findings keeps its word: what it shows is found, and what it says to write instead is not. */
@PostgresTest
class FindingExamplesTest {
    private static final String ALONE = "-- dbm:no-transaction\n";

    @Test
    void examplesOfThePageRaiseTheirRuleAndWhatToWriteInsteadDoesNot(TestDatabase db, @TempDir Path folder) {
        Project project = new Project(folder, db);
        StringBuilder base = new StringBuilder();
        StringBuilder rows = new StringBuilder();
        List<String> large = new ArrayList<>();
        Map<String, Rule> raising = new LinkedHashMap<>();
        Map<String, Rule> silent = new LinkedHashMap<>();
        int version = 2;
        for (Rule rule : Rule.values()) {
            RuleExample example = RuleExample.of(rule);
            for (String which : List.of("bad", "good")) {
                base.append(example(which, rule));
                rows.append(rows(schema(which, rule)));
                large.add("\"" + schema(which, rule) + ".orders\"");
            }
            // an index that is invalid already, and an undo: tried elsewhere
            if (rule != Rule.INVALID_INDEX && rule != Rule.UNDO_HEAVIER) {
                pair(project, version, "bad", rule, example.found());
                raising.put(String.valueOf(version++), rule);
            }
            for (String part : example.instead().split("-- in the [a-z ]+\\n")) {
                pair(project, version, "good", rule, part);
                silent.put(String.valueOf(version++), rule);
            }
        }
        project.pair("1", base.toString(), "-- dbm:irreversible the base of a test");
        project.settings("[findings]", "large_tables = [" + String.join(", ", large) + "]");
        project.done("migrate", "--to", "1", "--accept-data-loss", "1");
        project.execute(rows.toString());

        Map<String, List<Finding>> found = FoundInPlan.of(project, folder);

        SoftAssertions all = new SoftAssertions();
        raising.forEach((pair, rule) ->
                all.assertThat(standing(found, pair)).as("the bad example").contains(rule.id()));
        silent.forEach((pair, rule) ->
                all.assertThat(standing(found, pair)).as("the good example").doesNotContain(rule.id()));
        all.assertAll();
    }

    private static List<String> standing(Map<String, List<Finding>> found, String version) {
        return found.get(version).stream()
                .filter(Finding::stands)
                .map(Finding::rule)
                .toList();
    }

    private static String schema(String which, Rule rule) {
        return which + "_" + rule.name().toLowerCase(Locale.ROOT);
    }

    private static String rows(String schema) {
        return Stream.of("events_2025 VALUES ('2025-02-03')", "orders (id) VALUES (1)")
                .map(values -> schema + "." + values)
                .map(values -> "IF to_regclass('" + values.substring(0, values.indexOf(' '))
                        + "') IS NOT NULL THEN INSERT INTO " + values + "; END IF;\n")
                .collect(Collectors.joining("", "DO $$ BEGIN\n", "END $$;\n"));
    }

    private static void pair(Project project, int version, String which, Rule rule, String sql) {
        String path = "SET search_path = " + schema(which, rule) + ";\n";
        project.pair(
                String.valueOf(version),
                sql.startsWith(ALONE) ? ALONE + path + sql.substring(ALONE.length()) : path + sql,
                "-- dbm:irreversible only an example");
    }

    /** What the examples are about, in a schema of its own. */
    private static String example(String which, Rule rule) {
        String more =
                switch (rule) {
                    case INDEX_DROP_NOT_CONCURRENT, INVALID_INDEX ->
                        "CREATE INDEX orders_user_idx ON orders (user_id);\n";
                    case FOREIGN_KEY_WITHOUT_NOT_VALID -> "CREATE TABLE users (id bigint PRIMARY KEY);\n";
                    case SCAN_UNDER_LOCK ->
                        "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\n"
                                + "CREATE TABLE events_2025 (at date NOT NULL);\n";
                    case TABLE_REWRITE -> "ALTER TABLE orders SET UNLOGGED;\n";
                    case LOCK_WITHOUT_TIMEOUT -> "ALTER TABLE orders DROP COLUMN note;\n";
                    case REQUIRED_COLUMN_WITHOUT_DEFAULT -> "ALTER TABLE orders DROP COLUMN currency;\n";
                    case TRIGGER_DISABLED ->
                        "CREATE TRIGGER orders_audit BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION"
                                + " suppress_redundant_updates_trigger();\n";
                    case ROW_SECURITY_DISABLED -> "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;\n";
                    case IF_NOT_EXISTS_FOUND -> which.equals("good") ? "DROP TABLE orders;\n" : "";
                    case ENUM_VALUE_ADDED -> "CREATE TYPE state AS ENUM ('new');\n";
                    case TRANSACTION_CONTROL -> "CREATE TABLE states (state text);\n";
                    default -> "";
                };
        return "CREATE SCHEMA " + schema(which, rule) + ";\nSET search_path = " + schema(which, rule) + ";\n"
                + "CREATE TABLE orders (id int PRIMARY KEY, user_id bigint, total numeric, number int, currency text,\n"
                + "  note varchar(100), placed date, state text);\n" + more;
    }
}
