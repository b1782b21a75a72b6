package dev.dbm.report;

import dev.dbm.model.Difference;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The statements that would adopt a drift, in an order in which they can run. */
final class AdoptionScript {
    static final String TITLE = "To adopt it: this SQL in a new migration, then dbm migrate --fake";

    /** What goes first where both are there; what none of them fits goes last. */
    private static final List<Pattern> ORDER = patterns(
            "--.*",
            "DROP (TRIGGER|RULE|POLICY) .*",
            "DROP (MATERIALIZED )?VIEW .*",
            "ALTER (TABLE|DOMAIN) .* DROP CONSTRAINT .*",
            "DROP INDEX .*",
            "DROP (FUNCTION|PROCEDURE) .*",
            "ALTER TABLE .* DROP COLUMN .*",
            "DROP .*",
            "CREATE SCHEMA .*",
            "CREATE (TYPE|DOMAIN) .*",
            "ALTER TYPE .*",
            "CREATE SEQUENCE .*",
            "CREATE (UNLOGGED )?TABLE (?!.* PARTITION OF ).*",
            "CREATE (UNLOGGED )?TABLE .*",
            "CREATE OR REPLACE (FUNCTION|PROCEDURE) .*",
            "ALTER (TABLE|DOMAIN|SEQUENCE) (?!.* (FOREIGN KEY|TRIGGER|RULE) ).*",
            "CREATE (OR REPLACE |MATERIALIZED )?VIEW .*",
            "CREATE (UNIQUE )?INDEX .*",
            "ALTER TABLE .* FOREIGN KEY .*",
            "CREATE .*");

    private AdoptionScript() {}

    /** Its lines; none where the report has no drift, nobody knows what it consists of, or a run left it. */
    static List<String> lines(Report report) {
        if (report.problems().stream().anyMatch(problem -> problem.code() == ProblemCode.NOT_AS_REHEARSED)) {
            return List.of();
        }
        List<String> statements = new ArrayList<>();
        report.drift().stream().map(Difference::adopt).forEach(statements::addAll);
        return statements.stream()
                .sorted(Comparator.comparingInt(AdoptionScript::rank))
                .flatMap(statement -> Visible.text(statement).lines())
                .toList();
    }

    private static int rank(String statement) {
        for (int i = 0; i < ORDER.size(); i++) {
            if (ORDER.get(i).matcher(statement).matches()) {
                return i;
            }
        }
        return ORDER.size();
    }

    private static List<Pattern> patterns(String... texts) {
        return java.util.Arrays.stream(texts)
                .map(text -> Pattern.compile(text, Pattern.DOTALL))
                .toList();
    }
}
