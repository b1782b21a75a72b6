package dev.dbm.findings;

import dev.dbm.model.Finding;
import dev.dbm.model.Rule;
import dev.dbm.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what the rules find in one script. */
final class Found {
    private final Scene scene;
    private final List<Finding> findings = new ArrayList<>();

    Found(Scene scene) {
        this.scene = scene;
    }

    void add(Rule rule, Step step, String object, String fact, List<String> rewrite) {
        add(rule, false, step, object, fact, rewrite);
    }

    /** About work on a table: it weighs less where the table is known to be small. */
    void addWork(Rule rule, Step step, String table, String object, String fact, List<String> rewrite) {
        add(rule, scene.isSmall(table), step, object, fact, rewrite);
    }

    /**
     * Adds a finding, unless its rule is off or said the same already.
     *
     * @param milder whether it weighs a step less than its rule, unless the settings say what that weighs
     */
    void add(Rule rule, boolean milder, Step step, String object, String fact, List<String> rewrite) {
        Rule.Level level = scene.facts().levels().get(rule);
        if (level == Rule.Level.OFF) {
            return;
        }
        Severity severity = level == null ? milder ? milder(rule.severity()) : rule.severity() : weight(level);
        Finding finding = new Finding(
                rule.id(),
                severity,
                scene.script().path(),
                step.statement().line(),
                object,
                fact,
                rule.why(),
                rewrite,
                Optional.empty());
        boolean told = findings.stream()
                .anyMatch(other -> other.rule().equals(finding.rule())
                        && other.line() == finding.line()
                        && other.object().equals(object));
        if (!told) {
            findings.add(finding);
        }
    }

    private static Severity weight(Rule.Level level) {
        return switch (level) {
            case ERROR -> Severity.ERROR;
            case WARNING -> Severity.WARNING;
            case INFO, OFF -> Severity.INFO;
        };
    }

    private static Severity milder(Severity severity) {
        return severity == Severity.ERROR ? Severity.WARNING : Severity.INFO;
    }

    /** Whether this rule has found something at that statement. */
    boolean has(Step step, Rule... rules) {
        return findings.stream()
                .anyMatch(finding -> finding.line() == step.statement().line()
                        && List.of(rules).contains(Rule.of(finding.rule()).orElseThrow()));
    }

    /** Whether anything was found at that statement. */
    boolean hasAny(Step step) {
        return findings.stream()
                .anyMatch(finding -> finding.line() == step.statement().line());
    }

    /** Whether this rule has found something in the script already, about that object. */
    boolean hasAbout(Rule rule, String object) {
        return findings.stream()
                .anyMatch(finding ->
                        finding.rule().equals(rule.id()) && finding.object().equals(object));
    }

    List<Finding> all() {
        return findings;
    }
}
