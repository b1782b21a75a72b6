package dev.dbm.report;

import dev.dbm.model.Finding;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import dev.dbm.model.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan as one page for a browser or a printer: everything is in it, it loads nothing and runs nothing. */
public final class HtmlReport {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private final Markup page = new Markup();
    private final Report report;

    private HtmlReport(Report report) {
        this.report = report;
    }

    /** The page, ending in a line break. It is well-formed XML as well. */
    public static String render(Report report) {
        HtmlReport html = new HtmlReport(report);
        html.write();
        return "<!DOCTYPE html>\n" + html.page + "\n";
    }

    private void write() {
        page.open("html", "lang", "en").newLine().open("head").newLine();
        page.empty("meta", "charset", "utf-8").newLine();
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.leaf("title", "dbm " + report.command() + ": " + Summary.outcome(report));
        page.leaf("style", style()).close().newLine();
        page.open("body").newLine();
        header();
        overview();
        list("Maintenance window", Maintenance.lines(report));
        problems();
        for (int i = 0; i < report.migrations().size(); i++) {
            migration(report.migrations().get(i), i + 1);
        }
        if (!report.drift().isEmpty() && !ProblemText.showsDrift(report)) {
            list("Drift: the database differs from what its migrations build", DifferenceText.lines(report.drift()));
        }
        List<String> adoption = AdoptionScript.lines(report);
        if (!adoption.isEmpty()) {
            page.leaf("h2", AdoptionScript.TITLE);
            SqlMarkup.write(String.join("\n", adoption), page);
        }
        list("Remarks", report.remarks());
        footer();
        page.close().newLine().close();
    }

    /** The style sheet; it must hold no character that means something in HTML, for it is escaped like any text. */
    private static String style() {
        try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
            return css == null ? "" : new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void header() {
        boolean well = report.exitCode().code() == 0;
        page.open("header");
        page.open("h1").text("dbm " + report.command() + " ");
        page.leaf("span", Summary.outcome(report), "class", "badge " + (well ? "good" : "bad"))
                .close();
        page.leaf("p", Summary.of(report), "class", "verdict");
        List<String> facts = new ArrayList<>();
        report.environment().ifPresent(name -> facts.add("environment " + Visible.line(name)));
        report.database().ifPresent(database -> {
            facts.add(Visible.line(database.url()));
            facts.add("schema " + Visible.line(database.schema()));
            facts.add("PostgreSQL " + Visible.line(database.server()));
        });
        page.leaf("p", String.join(" · ", facts), "class", "faint");
        report.next().ifPresent(next -> page.open("p")
                .text("Next: ")
                .leaf("code", Visible.line(next))
                .close());
        page.close().newLine();
    }

    private void overview() {
        if (report.migrations().isEmpty()) {
            return;
        }
        page.open("table", "class", "overview").open("tr");
        for (String head : List.of("version", "migration", "undo", "findings", "forward", "back")) {
            page.leaf("th", head);
        }
        page.close().newLine();
        int number = 0;
        for (Report.Item item : report.migrations()) {
            number++;
            page.open("tr")
                    .open("td")
                    .leaf("a", version(item), "href", "#m" + number)
                    .close();
            page.leaf("td", Visible.line(item.description()));
            page.open("td");
            badge(item);
            page.close();
            page.leaf("td", FindingText.counts(item.insight().findings()));
            page.leaf("td", window(item.insight().forward()));
            page.leaf("td", window(item.insight().back()));
            page.close().newLine();
        }
        page.close().newLine();
    }

    private static String window(Optional<Window> window) {
        return window.map(known -> WindowText.span(known.total())).orElse("");
    }

    private static String version(Report.Item item) {
        return item.version().map(Version::text).orElse("repeatable");
    }

    private void badge(Report.Item item) {
        if (item.version().isEmpty()) {
            return;
        }
        Verdict verdict = item.verdict();
        String weight = verdict == Verdict.PROVEN ? "good" : verdict.blocks() ? "bad" : "care";
        page.leaf("span", verdict.word(), "class", "badge " + weight);
    }

    private void problems() {
        List<Problem> problems = ProblemText.sorted(report);
        if (problems.isEmpty()) {
            return;
        }
        page.leaf("h2", "Problems").newLine();
        for (Problem problem : problems) {
            card(
                    problem.isError() ? "bad" : "care",
                    ProblemText.label(problem) + "  " + ProblemText.place(problem),
                    () -> {
                        page.leaf("pre", String.join("\n", ProblemText.facts(report, problem)));
                        if (!problem.next().isBlank()) {
                            page.open("p")
                                    .text("Next: ")
                                    .leaf("code", problem.next())
                                    .close();
                        }
                    });
        }
    }

    private void migration(Report.Item item, int number) {
        page.open("section", "id", "m" + number).newLine();
        page.open("h2").text(version(item) + " " + Visible.line(item.description()) + " ");
        badge(item);
        page.close().newLine();
        page.leaf("p", path(item), "class", "faint");
        item.reason().ifPresent(reason -> page.leaf("p", "Reason: " + Visible.line(reason)));
        item.insight().findings().forEach(this::finding);
        item.rehearsal().ifPresent(pair -> {
            list("Differences", DifferenceText.lines(pair.differences()));
            List<String> losses = new ArrayList<>();
            pair.dataLoss().forEach(loss -> losses.add("loses: " + PlanText.lost(loss)));
            pair.notes().forEach(note -> losses.add("note: " + Visible.line(note.text())));
            list("Rows and notes", losses);
            if (!pair.changes().isEmpty()) {
                page.leaf("h3", "What changes");
                HtmlTables.write(TableShapes.of(pair), page);
                page.leaf("pre", String.join("\n", DifferenceText.changes(pair.changes())));
            }
        });
        Optional<PairEffects> effects = item.rehearsal().flatMap(PairResult::effects);
        effects("Forward", effects.map(PairEffects::forward), item.insight().forward());
        effects("Undo", effects.flatMap(PairEffects::undo), item.insight().back());
        Optional<String> undo = item.undoSql().or(() -> sql(effects.flatMap(PairEffects::undo)));
        sql(undo.isPresent() ? "SQL forward" : "SQL", item.sql().or(() -> sql(effects.map(PairEffects::forward))));
        sql("SQL of the undo", undo);
        page.close().newLine();
    }

    private static String path(Report.Item item) {
        return Visible.line(item.script())
                + item.rehearsal()
                        .map(pair -> pair.remembered()
                                ? " · from an earlier rehearsal"
                                : " · rehearsed in " + Took.words(pair.tookMs()))
                        .orElse("");
    }

    private static Optional<String> sql(Optional<ScriptEffects> effects) {
        return effects.map(script -> script.script().sql());
    }

    private void finding(Finding finding) {
        String weight =
                switch (finding.severity()) {
                    case ERROR -> "bad";
                    case WARNING -> "care";
                    case INFO -> "plain";
                };
        String head = FindingText.label(finding) + "  " + finding.rule() + "  " + FindingText.place(finding) + "  "
                + finding.object();
        card(finding.stands() ? weight : "plain", head, () -> {
            finding.allowed().ifPresent(reason -> page.leaf("p", "Allowed: " + reason));
            page.leaf("p", finding.fact()).leaf("p", finding.why());
            if (finding.stands() && !finding.rewrite().isEmpty()) {
                page.leaf("p", "Instead:", "class", "faint");
                SqlMarkup.write(String.join("\n", finding.rewrite()), page);
            }
        });
    }

    private void effects(String way, Optional<ScriptEffects> effects, Optional<Window> window) {
        List<String> lines = EffectText.lines(effects, window);
        if (lines.isEmpty() && effects.isEmpty()) {
            return;
        }
        page.leaf("h3", way + ": locks and work").newLine();
        if (!lines.isEmpty()) {
            page.open("ul");
            lines.forEach(line -> page.leaf("li", line));
            page.close().newLine();
        }
        effects.ifPresent(script -> HtmlTimeline.write(script, window, page));
    }

    private void sql(String title, Optional<String> sql) {
        sql.ifPresent(text -> {
            page.open("details", text.lines().limit(60).count() < 60 ? new String[] {"open", "open"} : new String[0]);
            page.leaf("summary", title);
            SqlMarkup.write(text, page);
            page.close().newLine();
        });
    }

    private void card(String weight, String head, Runnable content) {
        page.open("div", "class", "card " + weight).leaf("h4", Visible.line(head));
        content.run();
        page.close().newLine();
    }

    private void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            page.leaf("h3", title).leaf("pre", String.join("\n", lines)).newLine();
        }
    }

    private void footer() {
        String backup = report.backup().map(RunText::backup).orElse("");
        page.leaf("footer", (backup.isEmpty() ? "" : backup + " · ") + "dbm " + Product.version(), "class", "faint");
    }
}
