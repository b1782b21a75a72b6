package dev.dbm.cli;

import dev.dbm.model.ExitCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Report;
import dev.dbm.report.Format;
import dev.dbm.report.HtmlReport;
import dev.dbm.report.JsonReport;
import dev.dbm.report.JunitReport;
import dev.dbm.report.MarkdownReport;
import dev.dbm.report.SarifReport;
import dev.dbm.report.TextReport;
import java.io.PrintStream;

/**
 * Where a report goes: a result to standard output or a file, anything else to standard error.
 *
 * @param colour whether text on standard output may be coloured
 */
record Output(Surroundings surroundings, Format format, boolean colour) {

    /** Prints the report and returns the code to exit with. */
    int print(Report report) {
        ExitCode exit = report.exitCode();
        if (format == Format.TEXT
                && exit == ExitCode.USAGE
                && report.migrations().isEmpty()) {
            // Nothing ran, so there is no result: what is wrong must not end up in the file that a result was meant
            // for.
            surroundings.err().print(TextReport.problems(report, surroundings.errColour()));
            surroundings.err().flush();
            return exit.code();
        }
        if (format == Format.TEXT && report.script().isPresent() && exit == ExitCode.OK) {
            surroundings.err().print(TextReport.problems(report, surroundings.errColour()));
        }
        PrintStream out = surroundings.out();
        out.print(render(report));
        if (out.checkError()) {
            surroundings.err().print("dbm: the report could not be written to standard output\n");
            return exit == ExitCode.OK ? ExitCode.FAILED.code() : exit.code();
        }
        return exit.code();
    }

    /** Writes the report to the file; problems are shown on standard error as well, for whoever reads the log. */
    int write(Report report, OutputFile file) {
        surroundings.err().print(TextReport.problems(report, surroundings.errColour()));
        try {
            file.write(render(report));
            return report.exitCode().code();
        } catch (ProblemException e) {
            Report unwritten = Reports.of(report.command(), java.util.Optional.empty(), e.problems(), 0);
            surroundings.err().print(TextReport.problems(unwritten, surroundings.errColour()));
            // What happened to the database counts more than what happened to the file.
            surroundings.out().print(render(report));
            surroundings.out().flush();
            return report.exitCode() == ExitCode.OK
                    ? ExitCode.FAILED.code()
                    : report.exitCode().code();
        }
    }

    private String render(Report report) {
        return switch (format) {
            case TEXT -> TextReport.render(report, colour);
            case JSON -> JsonReport.render(report);
            case MARKDOWN -> MarkdownReport.render(report);
            case SARIF -> SarifReport.render(report);
            case JUNIT -> JunitReport.render(report);
            case HTML -> HtmlReport.render(report);
        };
    }
}
