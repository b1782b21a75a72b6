package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Report;
import dev.dbm.model.Report.Outcome;
import dev.dbm.testing.Golden;
import dev.dbm.testing.Xml;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JunitReportTest {

    @Test
    void everyEndingIsAsItsGoldenFileSays() throws IOException {
        Golden.check("report/refused.junit.xml", JunitReport.render(Observed.refused()));
    }

    @Test
    void aMigrationIsATestCaseAndTheCountsAreRight() {
        Document document = Xml.parse(JunitReport.render(Observed.refused()));
        Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests"))
                .isEqualTo(String.valueOf(elements(document, "testcase").size()));
        for (String ending : List.of("failure", "error", "skipped")) {
            String attribute =
                    switch (ending) {
                        case "failure" -> "failures";
                        case "error" -> "errors";
                        default -> "skipped";
                    };
            assertThat(suite.getAttribute(attribute))
                    .as(ending)
                    .isEqualTo(String.valueOf(elements(document, ending).size()))
                    .isNotEqualTo("0");
        }
    }

    @Test
    void aDivergedUndoFailsWithItsDifferences() {
        assertThat(ending("20260105093000 add role", "failure"))
                .contains("public.users_role_idx   still there", "NOT NULL is gone");
    }

    @Test
    void aFindingOfErrorSeverityFailsAndAWarningDoesNot() {
        assertThat(ending("7 index orders", "failure")).contains("concurrently-in-transaction", "instead:");
        Document warned = Xml.parse(JunitReport.render(Observed.plan()));
        assertThat(elements(warned, "failure")).isEmpty();
        assertThat(elements(warned, "system-out").get(0).getTextContent()).contains("index-not-concurrent");
    }

    @Test
    void aLegThatRaisedAnErrorIsAnErrorAndWhatWasNotRehearsedIsSkipped() {
        assertThat(ending("8 fill", "error")).contains("relation \"x\" does not exist", "U8__fill.sql:4");
        assertThat(ending("10 later", "skipped")).isEmpty();
    }

    @Test
    void aRefusedPlanIsNeverGreen() {
        Report base = Observed.refused();
        Report noMigrations = Samples.report(
                "plan", Outcome.REFUSED, List.of(), base.problems().subList(4, 5));
        Document document = Xml.parse(JunitReport.render(noMigrations));
        assertThat(elements(document, "error")).hasSize(1);
    }

    @Test
    void hostileTextStaysText() {
        Document document = Xml.parse(JunitReport.render(Observed.hostile()));
        assertThat(elements(document, "testcase")).hasSize(1);
        assertThat(elements(document, "script")).isEmpty();
        assertThat(document.getDocumentElement().getTextContent().codePoints())
                .allMatch(c -> c == '\n' || !Visible.hidden(c));
    }

    private static String ending(String name, String ending) {
        Document document = Xml.parse(JunitReport.render(Observed.refused()));
        Element found = elements(document, "testcase").stream()
                .filter(one -> one.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow();
        return found.getElementsByTagName(ending).item(0).getTextContent();
    }

    private static List<Element> elements(Document document, String tag) {
        NodeList nodes = document.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
