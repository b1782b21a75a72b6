package dev.dbm.run;

import dev.dbm.model.Finding;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule raised by real SQL on real tables, and silent about the safe way; all in one plan. */
@PostgresTest
class FindingsTest {
    /**
     * A pair and the rules that it raises: {@code V} and {@code U} in front say by which script.
     *
     * @param forward each {@code $t} is a table of its own that has rows and is marked large, {@code $p} its parent
     */
    private record Case(String forward, String undo, List<String> raised) {
        static Case of(String forward, String undo, String... raised) {
            return new Case(forward, undo, List.of(raised));
        }
    }

    private static final String ALONE = "-- dbm:no-transaction\n";

    private static final List<Case> CASES = List.of(
            // indexes
            Case.of(
                    "CREATE INDEX $t_a ON $t (a)",
                    "DROP INDEX $t_a",
                    "V index-not-concurrent public.$t_a",
                    "U index-drop-not-concurrent public.$t_a"),
            Case.of(ALONE + "CREATE INDEX CONCURRENTLY $t_a ON $t (a)", ALONE + "DROP INDEX CONCURRENTLY $t_a"),
            Case.of(
                    "DO $$ BEGIN EXECUTE 'CREATE INDEX $t_a ON $t (a)'; END $$",
                    ALONE + "DROP INDEX CONCURRENTLY $t_a",
                    "V index-not-concurrent public.$t_a"),
            Case.of("REINDEX INDEX $t_pkey", "SELECT 1", "V index-not-concurrent public.$t_pkey"),
            Case.of("CREATE TABLE new_$t (a int); CREATE INDEX new_$t_a ON new_$t (a)", "DROP TABLE new_$t"),
            // CHECK and foreign keys
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_c CHECK (a > 0)",
                    "ALTER TABLE $t DROP CONSTRAINT $t_c",
                    "V check-without-not-valid public.$t.$t_c"),
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_c CHECK (a > 0) NOT VALID",
                    "ALTER TABLE $t DROP CONSTRAINT $t_c"),
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_c CHECK (a > 0) NOT VALID;\nALTER TABLE $t VALIDATE CONSTRAINT $t_c",
                    "ALTER TABLE $t DROP CONSTRAINT $t_c",
                    "V work-under-lock public.$t"),
            Case.of(
                    ALONE
                            + "ALTER TABLE $t ADD CONSTRAINT $t_c CHECK (a > 0) NOT VALID;\nALTER TABLE $t VALIDATE CONSTRAINT $t_c",
                    "ALTER TABLE $t DROP CONSTRAINT $t_c"),
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_f FOREIGN KEY (indexed) REFERENCES $p",
                    "ALTER TABLE $t DROP CONSTRAINT $t_f",
                    "V foreign-key-without-not-valid public.$t.$t_f"),
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_f FOREIGN KEY (indexed) REFERENCES $p NOT VALID",
                    "ALTER TABLE $t DROP CONSTRAINT $t_f"),
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_f FOREIGN KEY (a) REFERENCES $p NOT VALID",
                    "ALTER TABLE $t DROP CONSTRAINT $t_f",
                    "V foreign-key-without-index public.$t.$t_f"),
            Case.of(
                    "CREATE TABLE of_$t (id int PRIMARY KEY, parent int REFERENCES $p)",
                    "DROP TABLE of_$t",
                    "V foreign-key-without-index public.of_$t.of_$t_parent_fkey"),
            Case.of(
                    "CREATE TABLE of_$t (id int PRIMARY KEY, parent int REFERENCES $p);\nCREATE INDEX of_$t_i ON of_$t (parent, id)",
                    "DROP TABLE of_$t"),
            // NOT NULL
            Case.of(
                    "ALTER TABLE $t ALTER COLUMN a SET NOT NULL",
                    "ALTER TABLE $t ALTER COLUMN a DROP NOT NULL",
                    "V not-null-scan public.$t.a"),
            Case.of(
                    ALONE
                            + "ALTER TABLE $t ADD CONSTRAINT n CHECK (a IS NOT NULL) NOT VALID;\nALTER TABLE $t VALIDATE CONSTRAINT n;\n"
                            + "ALTER TABLE $t ALTER a SET NOT NULL;\nALTER TABLE $t DROP CONSTRAINT n",
                    "ALTER TABLE $t ALTER COLUMN a DROP NOT NULL"),
            // UNIQUE, PRIMARY KEY, EXCLUDE
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_u UNIQUE (a)",
                    "ALTER TABLE $t DROP CONSTRAINT $t_u",
                    "V constraint-builds-index public.$t.$t_u"),
            Case.of(
                    "ALTER TABLE $t ADD CONSTRAINT $t_x EXCLUDE USING btree (a WITH =)",
                    "ALTER TABLE $t DROP CONSTRAINT $t_x",
                    "V constraint-builds-index public.$t.$t_x"),
            Case.of(
                    ALONE + "CREATE UNIQUE INDEX CONCURRENTLY $t_u ON $t (a);\n"
                            + "ALTER TABLE $t ADD CONSTRAINT $t_u UNIQUE USING INDEX $t_u",
                    "ALTER TABLE $t DROP CONSTRAINT $t_u"),
            // columns
            Case.of(
                    "ALTER TABLE $t ALTER COLUMN a TYPE bigint",
                    "ALTER TABLE $t ALTER COLUMN a TYPE int",
                    "V column-type-rewrite public.$t.a",
                    "U column-type-rewrite public.$t.a"),
            Case.of(
                    "ALTER TABLE $t ALTER COLUMN short TYPE text",
                    "ALTER TABLE $t ALTER COLUMN short TYPE varchar(20)",
                    "U column-type-rewrite public.$t.short",
                    "U undo-heavier public.$t"),
            Case.of(
                    "ALTER TABLE $t ADD COLUMN since timestamptz NOT NULL DEFAULT clock_timestamp()",
                    "ALTER TABLE $t DROP COLUMN since",
                    "V column-default-rewrite public.$t.since"),
            Case.of(
                    "ALTER TABLE $t ADD COLUMN twice int GENERATED ALWAYS AS (a * 2) STORED",
                    "ALTER TABLE $t DROP COLUMN twice",
                    "V column-default-rewrite public.$t.twice"),
            Case.of(
                    "ALTER TABLE $t ADD COLUMN since timestamptz NOT NULL DEFAULT now(), ADD COLUMN n int DEFAULT 7, ADD o text",
                    "ALTER TABLE $t DROP COLUMN since, DROP COLUMN n, DROP o"),
            Case.of(
                    "ALTER TABLE $t ADD COLUMN \"New One\" int NOT NULL",
                    "ALTER TABLE $t DROP COLUMN \"New One\"",
                    "V required-column-without-default public.$t.\"New One\""),
            Case.of("ALTER TABLE nobody ADD COLUMN r int NOT NULL", "ALTER TABLE nobody DROP COLUMN r"),
            // whole tables
            Case.of(
                    "ALTER TABLE $t SET UNLOGGED",
                    "ALTER TABLE $t SET LOGGED",
                    "V table-rewrite public.$t",
                    "U table-rewrite public.$t"),
            Case.of("CLUSTER $t USING $t_pkey", "ALTER TABLE $t SET WITHOUT CLUSTER", "V table-rewrite public.$t"),
            Case.of(
                    "ALTER TABLE parts_of ATTACH PARTITION $t FOR VALUES FROM (0) TO (100000)",
                    "ALTER TABLE parts_of DETACH PARTITION $t",
                    "V scan-under-lock public.$t"),
            Case.of(
                    "UPDATE $t SET b = 'x'",
                    "UPDATE $t SET b = 'y'",
                    "V whole-table-write public.$t",
                    "U whole-table-write public.$t"),
            Case.of(
                    "ALTER TABLE $t ADD COLUMN n int;\nUPDATE $t SET n = a WHERE n IS NULL",
                    "ALTER TABLE $t DROP COLUMN n",
                    "V whole-table-write public.$t",
                    "V work-under-lock public.$t"),
            Case.of(
                    "UPDATE $t SET b = 'x' WHERE id = 7; DELETE FROM $t WHERE id < 0",
                    "UPDATE $t SET b = 'y' WHERE id = 7"),
            Case.of("DELETE FROM $t", "-- dbm:irreversible they are gone", "V whole-table-write public.$t"),
            Case.of("TRUNCATE $t", "-- dbm:irreversible they are gone", "V truncate public.$t"),
            // what goes
            Case.of("DROP TABLE $t", "CREATE TABLE $t (LIKE like_t INCLUDING ALL)", "V drop-table public.$t"),
            Case.of("ALTER TABLE $t DROP COLUMN b", "ALTER TABLE $t ADD COLUMN b text", "V drop-column public.$t.b"),
            Case.of("ALTER TABLE $t ADD COLUMN x int;\nALTER TABLE $t DROP COLUMN x", "SELECT 1"),
            Case.of("CREATE TABLE $t_n (x int)", "DROP TABLE $t_n"),
            Case.of(
                    "COMMENT ON TABLE $t IS 'x'",
                    "COMMENT ON TABLE $t IS NULL;\nALTER TABLE $t DROP COLUMN b;\nALTER TABLE $t ADD COLUMN b text",
                    "U drop-column public.$t.b"),
            // names
            Case.of("ALTER TABLE $t RENAME TO $t_2", "ALTER TABLE $t_2 RENAME TO $t", "V rename-table public.$t"),
            Case.of(
                    "ALTER TABLE $t RENAME COLUMN b TO c",
                    "ALTER TABLE $t RENAME COLUMN c TO b",
                    "V rename-column public.$t.b"),
            Case.of(
                    "ALTER TABLE $t RENAME CONSTRAINT $t_pkey TO $t_pk",
                    "ALTER TABLE $t RENAME CONSTRAINT $t_pk TO $t_pkey"),
            Case.of(
                    "ALTER TABLE $t ADD CHECK (a > 0) NOT VALID",
                    "ALTER TABLE $t DROP CONSTRAINT $t_a_check",
                    "V unnamed-object public.$t.$t_a_check"),
            Case.of(
                    "CREATE INDEX ON $t (a)",
                    ALONE + "DROP INDEX CONCURRENTLY $t_a_idx",
                    "V index-not-concurrent public.$t_a_idx",
                    "V unnamed-object public.$t_a_idx"),
            // shape and state
            Case.of("ALTER TABLE $t ADD COLUMN j json", "ALTER TABLE $t DROP COLUMN j", "V json-column public.$t.j"),
            Case.of("CREATE TABLE $t_j (j json, b jsonb)", "DROP TABLE $t_j", "V json-column public.$t_j.j"),
            Case.of("ALTER TYPE mood ADD VALUE IF NOT EXISTS '$t'", "SELECT 1", "V enum-value-added public.mood"),
            Case.of("CREATE TABLE IF NOT EXISTS $t (id int)", "SELECT 1", "V if-not-exists-found public.$t"),
            Case.of("CREATE TABLE IF NOT EXISTS $t_n (id int)", "DROP TABLE $t_n"),
            Case.of("ALTER TABLE $t ADD COLUMN IF NOT EXISTS b text", "SELECT 1", "V if-not-exists-found public.$t.b"),
            Case.of(
                    "ALTER TABLE $t DISABLE TRIGGER $t_tr",
                    "ALTER TABLE $t ENABLE TRIGGER $t_tr",
                    "V trigger-disabled public.$t.$t_tr"),
            Case.of(
                    "ALTER TABLE $t DISABLE TRIGGER $t_tr;\nUPDATE $t SET a = 1 WHERE id = 1;\nALTER TABLE $t ENABLE TRIGGER $t_tr",
                    "UPDATE $t SET a = 1 WHERE id = 1"),
            Case.of(
                    "ALTER TABLE $t DISABLE ROW LEVEL SECURITY",
                    "ALTER TABLE $t ENABLE ROW LEVEL SECURITY",
                    "V row-security-disabled public.$t"),
            Case.of("ALTER TABLE $p ENABLE ROW LEVEL SECURITY", "ALTER TABLE $p DISABLE ROW LEVEL SECURITY"),
            Case.of(
                    ALONE + "BEGIN; INSERT INTO $p VALUES (2); COMMIT",
                    "DELETE FROM $p WHERE id = 2",
                    "V transaction-control V$v__step.sql"),
            // what everybody does, and nobody minds
            Case.of(
                    "GRANT SELECT ON $t TO PUBLIC; COMMENT ON COLUMN $t.a IS 'x'; ALTER TABLE $t ALTER a SET DEFAULT 3;\n"
                            + "CREATE VIEW $t_v AS SELECT a FROM $t; CREATE SEQUENCE $t_s; INSERT INTO $p VALUES (3);\n"
                            + "ALTER TABLE $t ALTER short TYPE varchar(40)",
                    "REVOKE SELECT ON $t FROM PUBLIC; COMMENT ON COLUMN $t.a IS NULL; ALTER TABLE $t ALTER a DROP DEFAULT;\n"
                            + "DROP VIEW $t_v; DROP SEQUENCE $t_s; DELETE FROM $p WHERE id = 3"),
            Case.of(
                    "CREATE TABLE $t_n (id bigserial PRIMARY KEY, a int NOT NULL CHECK (a > 0), t int UNIQUE REFERENCES $t);\n"
                            + "ALTER TABLE $t_n ADD CHECK (a < 9), ADD COLUMN r int NOT NULL, ALTER a TYPE bigint;\n"
                            + "CREATE INDEX ON $t_n (r); UPDATE $t_n SET r = 1; ALTER TABLE $t_n RENAME r TO s",
                    "DROP TABLE $t_n"),
            Case.of(
                    "TRUNCATE $p; ALTER TABLE $p ADD COLUMN n int NOT NULL, ADD CHECK (n > 0)",
                    "ALTER TABLE $p DROP COLUMN n",
                    "V truncate public.$p",
                    "V unnamed-object public.$p.$p_n_check"),
            Case.of(
                    "ALTER TABLE $t ALTER at TYPE timestamptz",
                    "ALTER TABLE $t ALTER at TYPE timestamp",
                    "V column-type-rewrite public.$t.at",
                    "U column-type-rewrite public.$t.at"),
            // through functions and cascades
            Case.of(
                    "DO $$ BEGIN EXECUTE 'ALTER TABLE $t ALTER a TYPE bigint'; END $$",
                    "DO $$ BEGIN EXECUTE 'ALTER TABLE $t ALTER a TYPE int'; END $$",
                    "V table-rewrite public.$t",
                    "U table-rewrite public.$t"),
            Case.of(
                    "CREATE TYPE $t_e AS ENUM ('x'); ALTER TABLE $p ADD COLUMN e $t_e;\nDROP TYPE $t_e CASCADE",
                    "SELECT 1"),
            Case.of(
                    "CREATE MATERIALIZED VIEW $t_m AS SELECT * FROM $t; REFRESH MATERIALIZED VIEW $t_m",
                    "DROP MATERIALIZED VIEW $t_m"),
            Case.of(
                    "ALTER TABLE $t ADD COLUMN n bigserial",
                    "ALTER TABLE $t DROP COLUMN n",
                    "V column-default-rewrite public.$t.n"),
            Case.of(
                    "ALTER TABLE $p DROP CONSTRAINT $p_pkey; ALTER TABLE $p ADD PRIMARY KEY (id)",
                    "SELECT 1",
                    "V constraint-builds-index public.$p.$p_pkey"),
            // partitions
            Case.of(
                    "ALTER TABLE parts_p ATTACH PARTITION checked FOR VALUES FROM (0) TO (100000)",
                    "ALTER TABLE parts_p DETACH PARTITION checked"),
            Case.of("CREATE INDEX only_i ON ONLY parts_p (id)", "DROP INDEX only_i"),
            // a view under the old name
            Case.of(
                    "ALTER TABLE $t RENAME TO $t_2; CREATE VIEW $t AS SELECT * FROM $t_2",
                    "DROP VIEW $t; ALTER TABLE $t_2 RENAME TO $t"),
            // accepted
            Case.of(
                    "-- dbm:allow drop-column nobody reads it\nALTER TABLE $t DROP COLUMN b",
                    "ALTER TABLE $t ADD COLUMN b text",
                    "V drop-column public.$t.b allowed: nobody reads it"));

    @Test
    void everyRuleFindsWhatItIsForAndNothingElse(TestDatabase db, @TempDir Path folder) {
        Project project = new Project(folder, db);
        project.pair("1", base(), "-- dbm:irreversible the base of a test");
        project.done("migrate", "--accept-data-loss", "1");
        project.execute(rows());
        String large = CASES.stream()
                .map(one -> "\"public.t" + CASES.indexOf(one) + "\"")
                .collect(Collectors.joining(", "));
        project.settings("[findings]", "large_tables = [" + large + "]");
        for (int i = 0; i < CASES.size(); i++) {
            String version = String.valueOf(i + 2);
            Case one = CASES.get(i);
            project.pair(
                    version,
                    of(one.forward, i) + ";",
                    one.undo.startsWith("-- dbm:irr") ? one.undo : of(one.undo, i) + ";");
        }

        Map<String, List<Finding>> found = FoundInPlan.of(project, folder);

        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < CASES.size(); i++) {
            int number = i;
            List<String> expected =
                    CASES.get(i).raised.stream().map(line -> of(line, number)).toList();
            List<String> raised = found.getOrDefault(String.valueOf(i + 2), List.of()).stream()
                    .map(FindingsTest::line)
                    .toList();
            all.assertThat(raised).as(CASES.get(i).forward).containsExactlyInAnyOrderElementsOf(expected);
        }
        found.values().stream().flatMap(List::stream).forEach(finding -> all.assertThatCode(
                        () -> project.execute(parsed(finding.rewrite())))
                .as("%s", finding.rewrite())
                .doesNotThrowAnyException());
        all.assertAll();
    }

    /** SQL that the server takes apart and does not run; what only a person knows stands in angle brackets. */
    private static String parsed(List<String> sql) {
        return "DO $dbm$ BEGIN RETURN;\n" + String.join("\n", sql).replaceAll("<[a-z ]+>", "filled_in") + "\nEND $dbm$";
    }

    private static String line(Finding finding) {
        String script = finding.script()
                .substring(finding.script().indexOf('/') + 1, finding.script().indexOf('/') + 2);
        return script + " " + finding.rule() + " " + finding.object()
                + finding.allowed().map(" allowed: "::concat).orElse("");
    }

    private static String of(String sql, int number) {
        return sql.replace("$t", "t" + number).replace("$p", "p" + number).replace("$v", String.valueOf(number + 2));
    }

    private static String base() {
        StringBuilder sql = new StringBuilder("CREATE TYPE mood AS ENUM ('glad');\n"
                + "CREATE TABLE nobody (id int);\nCREATE TABLE parts_of (LIKE nobody) PARTITION BY RANGE (id);\n"
                + "ALTER TABLE parts_of ADD a int, ADD b text, ADD indexed int, ADD short varchar(20), ADD at timestamp;\n"
                + "ALTER TABLE parts_of ALTER id SET NOT NULL;\n"
                + "CREATE TABLE parts_p (id int NOT NULL) PARTITION BY RANGE (id);\n"
                + "CREATE TABLE checked (id int NOT NULL CHECK (id >= 0 AND id < 100000));\n"
                + "CREATE TABLE like_t (id int PRIMARY KEY, a int, b text, indexed int, short varchar(20), at timestamp);\n"
                + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n");
        for (int i = 0; i < CASES.size(); i++) {
            sql.append(of(
                    """
                    CREATE TABLE $p (id int PRIMARY KEY);
                    CREATE TABLE $t (id int PRIMARY KEY, a int, b text, indexed int, short varchar(20), at timestamp);
                    CREATE INDEX $t_indexed ON $t (indexed);
                    CREATE INDEX $t_at ON $t (at);
                    CREATE TRIGGER $t_tr BEFORE INSERT ON $t FOR EACH ROW EXECUTE FUNCTION f();
                    ALTER TABLE $t ENABLE ROW LEVEL SECURITY;
                    """,
                    i));
        }
        return sql.toString();
    }

    private static String rows() {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < CASES.size(); i++) {
            sql.append(of("INSERT INTO $p VALUES (1); INSERT INTO $t VALUES (1, 1, 'b', 1, 's');\n", i));
        }
        return sql + "INSERT INTO checked VALUES (1); ANALYZE;";
    }
}
