package dev.dbm.report;

import dev.dbm.model.ExitCode;
import dev.dbm.model.Finding;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.Rule;
import dev.dbm.model.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A plan in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts show beside the lines of the
 * scripts. Findings and problems that have a file are results; what has none is a notification of the run.
 */
public final class SarifReport {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private final JsonWriter json;
    private final List<Result> results = new ArrayList<>();
    private final Map<String, Descriptor> rules = new LinkedHashMap<>();

    private SarifReport(JsonWriter json) {
        this.json = json;
    }

    /** What a result is an instance of. */
    private record Descriptor(String id, String title, String why, String help) {}

    /** One entry of the log. */
    private record Result(
            String rule, Severity severity, String message, String file, int line, Optional<String> allowed) {}

    /** The document, ending in a line break. */
    public static String render(Report report) {
        return JsonWriter.document(json -> new SarifReport(json).write(report));
    }

    private void write(Report report) {
        FindingText.all(report).forEach(this::gather);
        List<Problem> elsewhere = new ArrayList<>();
        for (Problem problem : ProblemText.sorted(report)) {
            if (FindingText.of(report, problem).isPresent()) {
                continue;
            }
            if (problem.script().isPresent()) {
                gather(report, problem, problem.script().get());
            } else {
                elsewhere.add(problem);
            }
        }
        json.text("$schema", SCHEMA);
        json.text("version", "2.1.0");
        json.objects("runs", List.of(report), one -> run(one, elsewhere));
    }

    private void gather(Finding finding) {
        rules.putIfAbsent(
                finding.rule(),
                Rule.of(finding.rule())
                        .map(rule -> new Descriptor(
                                rule.id(), rule.title() + ".", rule.why(), rule.why() + "\n\n" + rule.instead()))
                        .orElseGet(() -> new Descriptor(
                                finding.rule(), sentence(finding.rule()), finding.why(), finding.why())));
        String instead = finding.rewrite().isEmpty() ? "" : "\nInstead:\n" + String.join("\n", finding.rewrite());
        results.add(new Result(
                finding.rule(),
                finding.severity(),
                finding.fact() + "\n" + finding.why() + instead,
                finding.script(),
                finding.line(),
                finding.allowed()));
    }

    private void gather(Report report, Problem problem, String file) {
        String code = problem.code().name();
        String exit = "A plan with this error ends with exit code "
                + problem.code().exit().code() + " (" + problem.code().exit() + ").";
        rules.putIfAbsent(code, new Descriptor(code, sentence(code.toLowerCase(Locale.ROOT)), exit, exit));
        results.add(new Result(
                code,
                problem.severity(),
                message(report, problem),
                file,
                problem.line().orElse(1),
                Optional.empty()));
    }

    private static String message(Report report, Problem problem) {
        String facts = String.join("\n", ProblemText.facts(report, problem));
        return problem.next().isBlank() ? facts : facts + "\nnext: " + problem.next();
    }

    /** {@code Index not concurrent.} */
    private static String sentence(String id) {
        String words = id.replace('-', ' ').replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private void run(Report report, List<Problem> elsewhere) {
        json.object(
                "tool",
                () -> json.object("driver", () -> {
                    json.text("name", "dbm");
                    json.text("version", Product.version());
                    json.objects("rules", new ArrayList<>(rules.values()), this::rule);
                }));
        json.objects("invocations", List.of(report.exitCode()), exit -> {
            json.number("exitCode", exit.code());
            json.text("exitCodeDescription", exit.name());
            json.flag("executionSuccessful", exit != ExitCode.FAILED && exit != ExitCode.USAGE);
            json.objects("toolExecutionNotifications", elsewhere, problem -> {
                json.object("descriptor", () -> json.text("id", problem.code().name()));
                json.text("level", level(problem.severity()));
                json.object("message", () -> json.text("text", message(report, problem)));
            });
        });
        json.text("columnKind", "utf16CodeUnits");
        List<String> ids = new ArrayList<>(rules.keySet());
        json.objects("results", results, result -> result(result, ids.indexOf(result.rule())));
    }

    private void rule(Descriptor rule) {
        json.text("id", rule.id());
        json.object("shortDescription", () -> json.text("text", rule.title()));
        json.object("fullDescription", () -> json.text("text", rule.why()));
        json.object("help", () -> json.text("text", rule.help()));
    }

    private void result(Result result, int index) {
        json.text("ruleId", result.rule());
        json.number("ruleIndex", index);
        json.text("level", level(result.severity()));
        json.object("message", () -> json.text("text", result.message()));
        json.objects(
                "locations",
                List.of(result),
                one -> json.object("physicalLocation", () -> {
                    json.object("artifactLocation", () -> location(one.file()));
                    json.object("region", () -> json.number("startLine", Math.max(1, one.line())));
                }));
        // In one run either all results say whether they are suppressed, or none does.
        json.objects("suppressions", result.allowed().stream().toList(), reason -> {
            json.text("kind", "inSource");
            json.text("status", "accepted");
            json.text("justification", reason);
        });
    }

    /** A path below the working directory is relative to the root of the sources, any other is a file of this machine. */
    private void location(String file) {
        if (absolute(file)) {
            json.text("uri", "file://" + (file.startsWith("/") ? "" : "/") + encoded(file));
        } else {
            json.text("uri", encoded(file.startsWith("./") ? file.substring(2) : file));
            json.text("uriBaseId", "%SRCROOT%");
        }
    }

    private static boolean absolute(String file) {
        try {
            return Path.of(file).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** RFC 3986: a path of unreserved characters, everything else by its bytes. */
    private static String encoded(String path) {
        StringBuilder uri = new StringBuilder();
        for (byte b : path.replace('\\', '/').getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0);
            uri.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return uri.toString();
    }

    private static String level(Severity severity) {
        return severity == Severity.INFO ? "note" : FindingText.word(severity);
    }
}
