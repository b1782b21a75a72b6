package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Report;
import dev.dbm.testing.Golden;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class RenderersTest {
    private static final Map<String, Report> REPORTS = new TreeMap<>(Map.of(
            "status", Samples.status(),
            "plan", Samples.plan(),
            "refused-plan", Samples.refusedPlan(),
            "failed-migrate", Samples.failedMigrate(),
            "observed-plan", Observed.plan(),
            "hostile", Samples.hostile()));

    @ParameterizedTest
    @ValueSource(strings = {"status", "plan", "refused-plan", "failed-migrate", "observed-plan", "hostile"})
    void everyFormatIsAsItsGoldenFileSays(String name) throws IOException {
        Report report = REPORTS.get(name);
        Golden.check("report/" + name + ".txt", TextReport.render(report, false));
        Golden.check("report/" + name + ".json", JsonReport.render(report));
        Golden.check("report/" + name + ".md", MarkdownReport.render(report));
    }

    @Test
    void aDivergedUndoReadsAsTheContractShowsIt() {
        assertThat(TextReport.problems(Samples.refusedPlan(), false))
                .isEqualTo(
                        """
                        BLOCKED  UNDO_LEFT_BEHIND  V20260105093000__add_role.sql
                          After the undo the schema is not what it was:
                            index  public.users_role_idx   still there
                            column public.users.email      NOT NULL is gone   (was: varchar(255) NOT NULL, is: varchar(255))
                          next: mend migrations/U20260105093000__add_role.sql, then run dbm plan
                        """);
    }

    @Test
    void nothingInAValueReachesTheTerminalAsAnOrder() {
        for (String text : Stream.of(Samples.hostile(), Observed.hostile())
                .flatMap(report -> Stream.of(
                        TextReport.render(report, false),
                        MarkdownReport.render(report),
                        JsonReport.render(report),
                        SarifReport.render(report),
                        JunitReport.render(report),
                        HtmlReport.render(report)))
                .toList()) {
            assertThat(text.codePoints().filter(c -> c != '\n' && Visible.hidden(c)))
                    .as(text)
                    .isEmpty();
        }
    }

    @Test
    void colourAddsEscapesAndNothingElse() {
        for (Report report : REPORTS.values()) {
            String colour = TextReport.render(report, true);
            assertThat(colour).contains("\u001b[");
            assertThat(colour.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(TextReport.render(report, false));
        }
    }

    @Test
    void tablesFitAHundredColumns() {
        assertThat(TextReport.render(Samples.status(), false).lines().filter(line -> line.startsWith("2026")))
                .isNotEmpty()
                .allMatch(line -> line.length() <= 100);
    }

    @Test
    void aPlanFitsAHundredColumnsButForDefinitionsAndNames() {
        assertThat(TextReport.render(Observed.plan(), false).lines())
                .filteredOn(line -> !line.startsWith("  ~ ") && !line.startsWith("  + "))
                .allMatch(line -> line.length() <= 100);
    }

    @Test
    void aThousandLocksFoldInTextAndMarkdown() {
        Report large = Observed.large(1_000);
        assertThat(TextReport.render(large, false)).contains("and 980 more").doesNotContain("public.t21,");
        assertThat(MarkdownReport.render(large)).contains("and 980 more");
    }

    @Test
    void markdownShowsFindingsBeforeDetailsAndFoldsTheRest() {
        String text = MarkdownReport.render(Observed.plan());
        assertThat(text.indexOf("**Findings:** 2 warnings, 1 allowed"))
                .isPositive()
                .isLessThan(text.indexOf("<details>"))
                .isLessThan(text.indexOf("| version |"));
        assertThat(text.split("<details>", -1)).hasSameSizeAs(text.split("</details>", -1));
    }

    @Test
    void jsonIsOneDocumentThatAParserReadsBack() {
        for (Report report : REPORTS.values()) {
            try (JsonParser parser =
                    new JsonFactory().createParser(ObjectReadContext.empty(), JsonReport.render(report))) {
                int depth = 0;
                int documents = 0;
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    documents += depth == 0 ? 1 : 0;
                }
                assertThat(documents).isEqualTo(1);
            }
        }
    }

    @Test
    void jsonGivesHostileTextBackUnchanged() {
        try (JsonParser parser =
                new JsonFactory().createParser(ObjectReadContext.empty(), JsonReport.render(Samples.hostile()))) {
            while (!"environment".equals(parser.currentName())) {
                parser.nextToken();
            }
            assertThat(parser.nextStringValue()).isEqualTo(Samples.HOSTILE);
        }
    }

    @Test
    void markdownFencesAreLongerThanAnyRowOfBackticksInside() {
        assertThat(MarkdownReport.render(Samples.hostile())).contains("````\nev\\u001b");
    }

    @Test
    void markdownTablesKeepTheirCells() {
        assertThat(MarkdownReport.render(Samples.hostile()).lines().filter(line -> line.startsWith("| ")))
                .hasSize(2)
                .allMatch(line ->
                        line.replace("\\|", "").chars().filter(c -> c == '|').count() == 6);
    }

    @Test
    void aScriptAloneIsPrintedAsItIs() {
        Report base = Samples.plan();
        Report script = new Report(
                base.command(),
                base.outcome(),
                base.environment(),
                base.database(),
                base.migrations(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of("SELECT 1;"),
                Optional.empty(),
                Optional.empty(),
                0);
        assertThat(TextReport.render(script, false)).isEqualTo("SELECT 1;\n");
    }
}
