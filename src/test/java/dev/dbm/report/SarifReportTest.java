package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Report;
import dev.dbm.model.Rule;
import dev.dbm.testing.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SarifReportTest {
    private static final Map<String, Report> REPORTS = Map.of(
            "plan", Observed.plan(),
            "refused", Observed.refused(),
            "hostile", Observed.hostile(),
            "empty", Samples.report("plan", Report.Outcome.NOTHING, List.of(), List.of()));

    @ParameterizedTest
    @ValueSource(strings = {"plan", "refused", "hostile", "empty"})
    void everyLogIsValidByTheSchemaOfOasis(String name) throws IOException {
        assertThat(schema().validate(log(REPORTS.get(name)))).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatIsWrong() throws IOException {
        JsonNode wrong = new ObjectMapper()
                .readTree(SarifReport.render(Observed.plan()).replace("\"startLine\" : 10", "\"startLine\" : 0"));
        assertThat(schema().validate(wrong)).isNotEmpty();
    }

    @Test
    void aLogIsAsItsGoldenFileSays() throws IOException {
        Golden.check("report/observed-plan.sarif", SarifReport.render(Observed.plan()));
    }

    @Test
    void anAllowedFindingIsSuppressedWithItsReasonAndNoOtherIs() throws IOException {
        for (JsonNode result : log(Observed.plan()).at("/runs/0/results")) {
            boolean allowed = result.at("/ruleId").asText().equals("column-type-rewrite");
            assertThat(result.at("/suppressions")).hasSize(allowed ? 1 : 0);
            assertThat(result.at("/suppressions/0/justification").asText())
                    .isEqualTo(allowed ? "orders are closed on Sundays" : "");
        }
    }

    @Test
    void aFindingThatStopsThePlanIsOneResult() throws IOException {
        assertThat(log(Observed.refused()).at("/runs/0/results"))
                .filteredOn(result -> result.toString().contains("V7__index"))
                .extracting(result -> result.at("/ruleId").asText())
                .containsExactly("concurrently-in-transaction");
    }

    @Test
    void aRuleIsDescribedByItsSource() throws IOException {
        JsonNode rule = log(Observed.plan()).at("/runs/0/tool/driver/rules/0");
        assertThat(rule.at("/id").asText()).isEqualTo(Rule.INDEX_NOT_CONCURRENT.id());
        assertThat(rule.at("/shortDescription/text").asText()).isEqualTo(Rule.INDEX_NOT_CONCURRENT.title() + ".");
        assertThat(rule.at("/help/text").asText())
                .contains(Rule.INDEX_NOT_CONCURRENT.why(), Rule.INDEX_NOT_CONCURRENT.instead());
    }

    @Test
    void everyResultPointsToItsRule() throws IOException {
        JsonNode run = log(Observed.refused()).at("/runs/0");
        assertThat(run.at("/results")).isNotEmpty();
        for (JsonNode result : run.at("/results")) {
            assertThat(run.at("/tool/driver/rules/" + result.at("/ruleIndex").asInt() + "/id"))
                    .isEqualTo(result.at("/ruleId"));
        }
    }

    @Test
    void aProblemWithoutAFileIsANotificationOfTheRun() throws IOException {
        JsonNode invocation = log(Observed.refused()).at("/runs/0/invocations/0");
        assertThat(invocation.at("/toolExecutionNotifications/0/descriptor/id").asText())
                .isEqualTo("UNREACHABLE");
        assertThat(invocation.at("/exitCodeDescription").asText()).isEqualTo("BLOCKED");
    }

    @Test
    void pathsAreUrisThatLeadBackToTheFile() throws IOException {
        for (String file : List.of("migrations/V1__größe 50%#x.sql", "a:b/V1__x.sql")) {
            JsonNode place = place(file);
            assertThat(URI.create("file:///" + place.at("/uri").asText()).getPath())
                    .isEqualTo("/" + file);
            assertThat(place.at("/uriBaseId").asText()).isEqualTo("%SRCROOT%");
        }
        assertThat(place("/elsewhere/V1__x.sql").at("/uri").asText()).isEqualTo("file:///elsewhere/V1__x.sql");
        assertThat(place("/elsewhere/V1__x.sql").has("uriBaseId")).isFalse();
    }

    private static JsonNode place(String file) throws IOException {
        Problem problem = Problem.in(file, ProblemCode.UNDO_MISSING, "There is no undo.", "write it");
        return log(Samples.report("plan", Report.Outcome.REFUSED, List.of(), List.of(problem)))
                .at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation");
    }

    private static JsonNode log(Report report) throws IOException {
        return new ObjectMapper().readTree(SarifReport.render(report));
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream text =
                Objects.requireNonNull(SarifReportTest.class.getResourceAsStream("sarif/sarif-schema-2.1.0.json"))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(text);
        }
    }
}
