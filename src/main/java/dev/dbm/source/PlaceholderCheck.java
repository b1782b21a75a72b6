package dev.dbm.source;

import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds placeholders that have no value, before Flyway stops at the first of them halfway through a run. */
public final class PlaceholderCheck {
    /** Those that Flyway fills in itself (Flyway's {@code ParsingContext}), lower case. */
    private static final Set<String> BUILT_IN = Set.of(
            "flyway:defaultschema",
            "flyway:user",
            "flyway:database",
            "flyway:timestamp",
            "flyway:filename",
            "flyway:workingdirectory",
            "flyway:table",
            "flyway:environment");

    private PlaceholderCheck() {}

    /**
     * The placeholders without a value, each once in a script.
     *
     * @param names the placeholders that have a value; upper and lower case are the same, as in Flyway
     */
    public static List<Problem> problems(Migrations migrations, Set<String> names) {
        Set<String> known = new HashSet<>(BUILT_IN);
        for (String name : names) {
            known.add(PlaceholderText.fold(name));
        }
        List<Problem> problems = new ArrayList<>();
        for (Migration migration : migrations.versioned()) {
            check(migration.forward(), known, problems);
            if (migration.undo().isPresent()) {
                check(migration.undo().get(), known, problems);
            }
        }
        for (Script script : migrations.repeatables()) {
            check(script, known, problems);
        }
        for (List<Script> scripts : migrations.fixtures().values()) {
            for (Script script : scripts) {
                check(script, known, problems);
            }
        }
        for (Script script : migrations.checks()) {
            check(script, known, problems);
        }
        return problems;
    }

    /** The placeholders of one script that have no value. */
    public static List<Problem> problems(Script script, Set<String> names) {
        Set<String> known = new HashSet<>(BUILT_IN);
        names.forEach(name -> known.add(PlaceholderText.fold(name)));
        List<Problem> problems = new ArrayList<>();
        check(script, known, problems);
        return problems;
    }

    private static void check(Script script, Set<String> known, List<Problem> problems) {
        if (!script.config().placeholderReplacement().orElse(true)) {
            return;
        }
        Set<String> told = new HashSet<>();
        PlaceholderText placeholder = new PlaceholderText(script.sql());
        while (placeholder.next()) {
            String name = placeholder.name();
            String folded = PlaceholderText.fold(name);
            if (!known.contains(folded) && told.add(folded)) {
                problems.add(problem(script, placeholder, "${" + name + "} has no value."));
            }
        }
    }

    private static Problem problem(Script script, PlaceholderText placeholder, String message) {
        boolean settable = !PlaceholderText.fold(placeholder.name()).startsWith("flyway:");
        return Problem.at(
                script.path(),
                line(script.sql(), placeholder.start()),
                ProblemCode.UNSET_PLACEHOLDER,
                message,
                (settable
                                ? "set " + placeholder.name()
                                        + " under [placeholders] in dbm.toml; or, if it is no placeholder, "
                                : "")
                        + "write placeholderReplacement=false into " + script.path() + ".conf");
    }

    private static int line(String text, int place) {
        int line = 1;
        for (int i = text.indexOf('\n'); i >= 0 && i < place; i = text.indexOf('\n', i + 1)) {
            line++;
        }
        return line;
    }
}
