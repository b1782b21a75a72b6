package dev.dbm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.Report;
import dev.dbm.testing.Xml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HtmlReportTest {

    static Stream<Report> reports() {
        return Stream.of(
                Observed.plan(), Observed.refused(), Observed.hostile(), Observed.large(1_000), Samples.plan());
    }

    @ParameterizedTest
    @MethodSource("reports")
    void thePageIsWellFormedAndLoadsAndRunsNothing(Report report) {
        Document page = Xml.parse(HtmlReport.render(report));
        for (Element element : elements(page, "*")) {
            assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object", "embed", "form", "b");
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String name = element.getAttributes().item(i).getNodeName();
                assertThat(name).doesNotStartWith("on").isNotIn("src", "style");
                if (name.equals("href")) {
                    assertThat(element.getAttribute("href")).matches("#m\\d+");
                }
            }
        }
        assertThat(elements(page, "style").get(0).getTextContent())
                .contains("prefers-color-scheme: dark", "@media print")
                .doesNotContain("url(", "@import");
        assertThat(elements(page, "meta").stream().map(meta -> meta.getAttribute("content")))
                .contains("default-src 'none'; style-src 'unsafe-inline'");
    }

    @Test
    void theStyleSheetHoldsNothingThatEscapingWouldChange() {
        String page = HtmlReport.render(Observed.plan());
        String style = page.substring(page.indexOf("<style>"), page.indexOf("</style>"));
        assertThat(style).hasSizeGreaterThan(1_000).doesNotContain("&");
    }

    @Test
    void verdictFindingsWindowsAndBothScriptsAreThere() {
        String text = text(Observed.plan());
        assertThat(text)
                .contains(
                        "2 migrations: 1 proven, 1 proven-with-data-loss",
                        "index-not-concurrent",
                        "CREATE INDEX CONCURRENTLY orders_status_idx",
                        "Allowed: orders are closed on Sundays",
                        "reads and writes, for 2.9 to 12 s",
                        "reads and writes, for an unknown time",
                        "loses: public.legacy_notes: 20 of 20 rows gone",
                        "SQL of the undo",
                        "ALTER TABLE orders DROP COLUMN status;");
    }

    @Test
    void aBarReachesFromTheStatementThatLocksToTheEndOfTheTransaction() {
        Document page = Xml.parse(HtmlReport.render(Observed.plan()));
        List<Element> bars = elements(page, "rect").stream()
                .filter(rect -> rect.getAttribute("class").startsWith("bar "))
                .toList();
        Element orders = bars.get(0);
        Element customers = bars.get(1);
        assertThat(orders.getAttribute("class")).isEqualTo("bar reads");
        assertThat(customers.getAttribute("class")).isEqualTo("bar writes");
        assertThat(number(customers, "x")).isGreaterThan(number(orders, "x"));
        assertThat(number(customers, "x") + number(customers, "width"))
                .isEqualTo(number(orders, "x") + number(orders, "width"));
    }

    @Test
    void theDiagramMarksWhatComesAndGoesAndDrawsTheKey() {
        Document page = Xml.parse(HtmlReport.render(Observed.plan()));
        List<String> groups = elements(page, "g").stream()
                .map(group -> group.getAttribute("class") + " " + group.getTextContent())
                .toList();
        assertThat(groups)
                .anyMatch(group -> group.startsWith("new ") && group.contains("+ status  text NOT NULL"))
                .anyMatch(group -> group.startsWith("changed ") && group.contains("~ total  numeric(12,2)"))
                .anyMatch(group -> group.startsWith("gone ") && group.contains("− public.legacy_notes"))
                .anyMatch(group -> group.startsWith("same ") && group.endsWith("PK"));
        assertThat(elements(page, "path").stream().map(path -> path.getAttribute("class")))
                .containsExactly("link new");
    }

    @Test
    void withoutTheTablesThemselvesTheirChangesAreDrawn() {
        assertThat(text(Samples.plan())).contains("+ role  text NOT NULL", "~ email  varchar(255) NOT NULL");
    }

    @Test
    void aThousandStatementsFold() {
        String page = HtmlReport.render(Observed.large(1_000));
        assertThat(page).contains("and 960 more statements", "and 980 more", "-- and 600 more lines");
        assertThat(page).hasSizeLessThan(200_000);
    }

    @Test
    void sqlIsMarkedWithoutLosingACharacter() {
        String sql = "SELECT 'it''s', \"Odd 'name\", $f$ body -- x\n$f$, 1.5 /* c */ FROM t; -- end\n$ ' unclosed";
        Markup page = new Markup();
        SqlMarkup.write(sql, page);
        Element pre = Xml.parse(page.toString()).getDocumentElement();
        assertThat(pre.getTextContent()).isEqualTo(sql);
        assertThat(page.toString())
                .contains(
                        "<span class=\"word\">SELECT</span>",
                        "<span class=\"literal\">&#39;it&#39;</span>",
                        "<span class=\"comment\">/* c */</span>",
                        "<span class=\"comment\">-- end</span>");
    }

    @Test
    void aBrowserShowsThePage(@TempDir Path folder) throws IOException, InterruptedException {
        Optional<Path> browser = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(browser.isPresent(), "no browser is installed");
        Path file = Files.writeString(folder.resolve("plan.html"), HtmlReport.render(Observed.hostile()));
        Path dom = folder.resolve("dom");
        Process process = new ProcessBuilder(
                        browser.get().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--enable-logging=stderr",
                        "--dump-dom",
                        file.toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(folder.resolve("log").toFile())
                .start();
        assumeTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser does not run here");
        assumeTrue(process.exitValue() == 0, "the browser does not run here");
        assertThat(Files.readString(dom, StandardCharsets.UTF_8))
                .contains("dbm plan", "</svg>", "</footer>")
                .doesNotContain("<script", "<b>");
        // A blocked style or resource would be told here.
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("Content Security Policy");
    }

    private static String text(Report report) {
        return Xml.parse(HtmlReport.render(report)).getDocumentElement().getTextContent();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static List<Element> elements(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
