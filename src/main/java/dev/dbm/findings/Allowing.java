package dev.dbm.findings;

import dev.dbm.model.Directive;
import dev.dbm.model.Finding;
import dev.dbm.model.Script;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Marks the findings that a script asks to accept. A directive accepts what its rule finds at one statement: the next one
 * below it, or where there is none, the last one above.
 */
final class Allowing {
    private Allowing() {}

    static List<Finding> mark(Script script, List<Finding> findings) {
        List<Finding> marked = new ArrayList<>(findings);
        for (Directive directive : script.directives()) {
            if (directive instanceof Directive.Allow allow) {
                meant(allow, marked)
                        .ifPresent(line -> marked.replaceAll(
                                finding -> finding.rule().equals(allow.rule()) && finding.line() == line
                                        ? with(finding, allow.reason())
                                        : finding));
            }
        }
        return marked;
    }

    private static Optional<Integer> meant(Directive.Allow allow, List<Finding> findings) {
        List<Integer> lines = findings.stream()
                .filter(finding -> finding.stands() && finding.rule().equals(allow.rule()))
                .map(Finding::line)
                .sorted()
                .toList();
        return lines.stream().filter(line -> line >= allow.line()).findFirst().or(() -> lines.stream()
                .max(Comparator.naturalOrder()));
    }

    private static Finding with(Finding finding, String reason) {
        return new Finding(
                finding.rule(),
                finding.severity(),
                finding.script(),
                finding.line(),
                finding.object(),
                finding.fact(),
                finding.why(),
                finding.rewrite(),
                Optional.of(reason));
    }
}
