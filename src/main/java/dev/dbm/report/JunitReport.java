package dev.dbm.report;

import dev.dbm.model.Finding;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.Severity;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A plan as JUnit XML, which every CI server shows: a migration is a test case. An undo that does not lead back, and a finding
 * that blocks, are failures; a leg that PostgreSQL refused is an error; what was not rehearsed is skipped. A problem that
 * belongs to no migration is a test case of its own, so that a refused plan is never green.
 */
public final class JunitReport {
    private final XMLStreamWriter xml;

    private JunitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** How a case ended. */
    private enum Ending {
        PASSED,
        FAILURE,
        ERROR,
        SKIPPED
    }

    /**
     * One test case.
     *
     * @param head one line on how it ended
     * @param type the kind of failure
     * @param text all there is to say
     */
    private record Case(
            String script, String name, double seconds, Ending ending, String head, String type, List<String> text) {}

    /** The document, ending in a line break. */
    public static String render(Report report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JunitReport(xml).write(report);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing into memory does not fail", e);
        }
        return text + "\n";
    }

    private void write(Report report) throws XMLStreamException {
        List<Case> cases = new ArrayList<>();
        List<Problem> rest = new ArrayList<>(ProblemText.sorted(report));
        for (Report.Item item : report.migrations()) {
            List<Problem> own =
                    rest.stream().filter(problem -> about(item, problem)).toList();
            rest.removeAll(own);
            List<Problem> told = own.stream()
                    .filter(problem -> FindingText.of(report, problem).isEmpty())
                    .toList();
            cases.add(of(report, item, told));
        }
        rest.stream().filter(Problem::isError).forEach(problem -> cases.add(of(report, problem)));
        xml.writeStartDocument("UTF-8", "1.0");
        line("");
        xml.writeStartElement("testsuites");
        line("  ");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", Visible.line("dbm " + report.command()));
        xml.writeAttribute("tests", String.valueOf(cases.size()));
        xml.writeAttribute("failures", count(cases, Ending.FAILURE));
        xml.writeAttribute("errors", count(cases, Ending.ERROR));
        xml.writeAttribute("skipped", count(cases, Ending.SKIPPED));
        xml.writeAttribute("time", seconds(report.tookMs() / 1_000.0));
        for (Case one : cases) {
            write(one);
        }
        line("  ");
        xml.writeEndElement();
        line("");
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private static boolean about(Report.Item item, Problem problem) {
        return problem.script().isPresent()
                && (problem.script().get().equals(item.script())
                        || problem.script().equals(item.undoScript()));
    }

    private static Case of(Report report, Report.Item item, List<Problem> problems) {
        List<Finding> standing =
                item.insight().findings().stream().filter(Finding::stands).toList();
        List<String> text = new ArrayList<>();
        problems.forEach(problem -> text.addAll(ProblemText.text(report, problem, new Ink(false))));
        if (text.isEmpty()) {
            item.rehearsal().ifPresent(pair -> text.addAll(DifferenceText.lines(pair.differences())));
        }
        standing.forEach(finding -> text.addAll(FindingText.lines(finding, new Ink(false))));
        Optional<Problem> error = problems.stream().filter(Problem::isError).findFirst();
        Optional<Finding> blocking = standing.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst();
        Ending ending = Ending.PASSED;
        String head = "";
        String type = item.verdict().word();
        if (item.verdict() == Verdict.FAILED
                || item.rehearsal().flatMap(PairResult::failedLeg).isPresent()) {
            ending = Ending.ERROR;
            head = error.map(JunitReport::head).orElse("a leg raised an error");
        } else if (item.verdict().blocks() || error.isPresent()) {
            ending = Ending.FAILURE;
            head = error.map(JunitReport::head)
                    .orElse("the undo is " + item.verdict().word());
        } else if (blocking.isPresent()) {
            ending = Ending.FAILURE;
            head = blocking.get().fact();
            type = blocking.get().rule();
        } else if (item.version().isPresent() && item.rehearsal().isEmpty()) {
            ending = Ending.SKIPPED;
            head = "not rehearsed" + item.reason().map(reason -> ": " + reason).orElse("");
        }
        double seconds = item.rehearsal().map(pair -> pair.tookMs() / 1_000.0).orElse(0.0);
        String name = item.version().map(Version::text).orElse("repeatable") + " " + item.description();
        return new Case(item.script(), name, seconds, ending, head, type, text);
    }

    private static Case of(Report report, Problem problem) {
        return new Case(
                problem.script().orElse("dbm " + report.command()),
                problem.code().name(),
                0,
                Ending.ERROR,
                head(problem),
                problem.code().name(),
                ProblemText.text(report, problem, new Ink(false)));
    }

    private static String head(Problem problem) {
        return problem.code().name() + ": "
                + problem.message().strip().lines().findFirst().orElse("");
    }

    private void write(Case one) throws XMLStreamException {
        line("    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", Visible.line(one.script()));
        xml.writeAttribute("name", Visible.line(one.name()));
        xml.writeAttribute("time", seconds(one.seconds()));
        String text = Visible.text(String.join("\n", one.text()));
        if (one.ending() != Ending.PASSED) {
            line("      ");
            xml.writeStartElement(one.ending().name().toLowerCase(Locale.ROOT));
            xml.writeAttribute("message", Visible.line(one.head()));
            if (one.ending() != Ending.SKIPPED) {
                xml.writeAttribute("type", Visible.line(one.type()));
                xml.writeCharacters(text);
            }
            xml.writeEndElement();
        }
        if ((one.ending() == Ending.PASSED || one.ending() == Ending.SKIPPED) && !text.isEmpty()) {
            line("      ");
            xml.writeStartElement("system-out");
            xml.writeCharacters(text);
            xml.writeEndElement();
        }
        line("    ");
        xml.writeEndElement();
    }

    private void line(String indent) throws XMLStreamException {
        xml.writeCharacters("\n" + indent);
    }

    private static String count(List<Case> cases, Ending ending) {
        return String.valueOf(
                cases.stream().filter(one -> one.ending() == ending).count());
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
