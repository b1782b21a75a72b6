package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan holds what it saw on the scratch against what the target has. */
@PostgresTest
class WeighedPlanTest {
    private static final String INDEX = "CREATE INDEX a_n ON a (n);";
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.pair("1", "CREATE TABLE a (id int PRIMARY KEY, n int);", "DROP TABLE a;");
        project.done("migrate");
    }

    @Test
    void aScanOfATableWithRowsIsAFindingWithItsSizeAndItsWindow() {
        rows();
        project.pair("2", INDEX, "DROP INDEX a_n;");

        Run run = project.done("plan");

        Json finding = run.migration("2").at("findings").where("rule", "index-not-concurrent");
        assertThat(finding.at("fact").text()).contains("about 3,000 rows");
        assertThat(finding.at("line").value()).hasToString("1");
        Json work = run.migration("2").at("window").at("forward").at("work").where("relation", "public.a");
        assertThat(work.at("did").text()).isEqualTo("scanned");
        assertThat(work.at("rows").value()).hasToString("3000");
    }

    @Test
    void theSecondPlanKnowsWhatTheFirstSaw() {
        rows();
        project.pair("2", INDEX, "DROP INDEX a_n;");
        String first = project.done("plan").migration("2").at("findings").toString();

        Run again = project.done("plan");

        assertThat(again.migration("2").at("findings").toString()).isEqualTo(first);
        assertThat(project.text("plan").out()).contains("from an earlier rehearsal", "index-not-concurrent");
    }

    @Test
    void theSecondPlanStillKnowsIndexesAndTypes() {
        project.pair(
                "2",
                "CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a, c_id int REFERENCES a, j json);"
                        + " CREATE INDEX b_c ON b (c_id);",
                "DROP TABLE b;");
        String first = project.done("plan").migration("2").at("findings").toString();
        assertThat(first)
                .contains("foreign-key-without-index", "a_id", "json-column")
                .doesNotContain("c_id");

        assertThat(project.done("plan").migration("2").at("findings").toString())
                .isEqualTo(first);
    }

    @Test
    void aTableThatIsEmptyOnTheTargetRaisesNothing() {
        project.pair("2", INDEX, "DROP INDEX a_n;");

        assertThat(project.done("plan").migration("2").at("findings").list()).isEmpty();
    }

    @Test
    void sizesThatNobodyCountedAreUnknown() {
        project.execute("ALTER TABLE a SET (autovacuum_enabled = false)");
        project.execute("INSERT INTO a SELECT g, g FROM generate_series(1, 3000) g");
        project.pair("2", INDEX, "DROP INDEX a_n;");

        Json work = project.done("plan", "--accept-drift")
                .migration("2")
                .at("window")
                .at("forward")
                .at("work")
                .where("relation", "public.a");

        assertThat(work.at("rows").isNull()).isTrue();
    }

    @Test
    void aThroughputThatIsSetMakesTheWindow() {
        rows();
        project.pair("2", INDEX, "DROP INDEX a_n;");
        project.settings("throughput = \"8kB\"");

        Json work = project.done("plan")
                .migration("2")
                .at("window")
                .at("forward")
                .at("work")
                .where("relation", "public.a");

        long bytes = Long.parseLong(work.at("bytes").value().toString());
        assertThat(work.at("takes").at("leastMs").value()).hasToString(String.valueOf(Math.round(bytes / 8.192)));
        assertThat(work.at("takes").at("mostMs").value()).hasToString(String.valueOf(Math.round(bytes / 8.192) * 2));
    }

    @Test
    void withoutEffectsThePairsAreProvenAndNothingElseIsSaid() {
        rows();
        project.pair("2", INDEX, "DROP INDEX a_n;");

        Run run = project.done("plan", "--no-effects");

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(run.migration("2").at("findings").list()).isEmpty();
        assertThat(run.migration("2").at("window").at("forward").isNull()).isTrue();
    }

    @Test
    void aRuleMadeAnErrorStopsPlanAndMigrate() {
        rows();
        project.pair("2", INDEX, "DROP INDEX a_n;");
        project.settings("[findings]", "index-not-concurrent = \"error\"");

        assertThat(project.refused(3, "plan", "--no-effects").problem("FINDING").toString())
                .contains("index-not-concurrent");

        assertThat(project.refused(3, "plan").errors()).contains("FINDING");
        assertThat(project.refused(3, "plan", "--sql").json().at("script").isNull())
                .isTrue();
        Run run = project.refused(3, "migrate");
        assertThat(run.errors()).contains("FINDING");
        assertThat(run.place("FINDING")).isEqualTo("migrations/V2__step.sql:1");
        assertThat(project.query("SELECT count(*)::text FROM pg_class WHERE relname = 'a_n'"))
                .containsExactly("0");

        project.pair("3", "-- dbm:allow index-not-concurrent the table is small\n" + INDEX, "DROP INDEX a_n;");
        project.delete("migrations/V2__step.sql").delete("migrations/U2__step.sql");
        project.done("migrate");
    }

    private void rows() {
        project.execute("INSERT INTO a SELECT g, g FROM generate_series(1, 3000) g");
        project.execute("ANALYZE a");
    }
}
