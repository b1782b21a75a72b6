package dev.dbm.source;

import dev.dbm.model.Directive;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.Script.Mention;
import dev.dbm.model.ScriptConfig;
import dev.dbm.source.SqlStatement.Role;
import java.util.List;

/** What can be wrong with one script by itself. */
final class ScriptChecks {
    private final Script.Kind kind;
    private final String path;
    private final SqlScan scan;
    private final List<Problem> problems;

    ScriptChecks(Script.Kind kind, String path, SqlScan scan, List<Problem> problems) {
        this.kind = kind;
        this.path = path;
        this.scan = scan;
        this.problems = problems;
    }

    /** Reports what is wrong, and sums up the script's traits. */
    Script.Traits check(ScriptConfig config, List<Directive> directives) {
        for (SqlScan.Fault fault : scan.faults()) {
            problems.add(Problem.at(path, fault.line(), fault.code(), fault.message(), fault.next()));
        }
        history();
        boolean outside = !config.executeInTransaction().orElse(true) || declares(directives);
        boolean wrapped = !outside && isWrapped();
        boolean nonTransactional = !outside && !wrapped && onlyOutside();
        if (wrapped) {
            problems.add(Problem.at(
                            path,
                            scan.statements().get(0).line(),
                            ProblemCode.WRAPPER_SKIPPED,
                            "The script brings its own BEGIN and COMMIT; dbm skips them and runs it in its own transaction.",
                            "")
                    .asInfo());
        }
        if (!outside) {
            control(wrapped, nonTransactional);
            if (!nonTransactional || config.executeInTransaction().isPresent()) {
                refused();
            }
        }
        boolean changes = false;
        for (SqlStatement statement : scan.statements()) {
            changes |= statement.changes();
        }
        int count = scan.statements().size() - (wrapped ? 2 : 0);
        return new Script.Traits(count, changes, wrapped, scan.clusterWide(), scan.schemas(), nonTransactional);
    }

    private static boolean declares(List<Directive> directives) {
        for (Directive directive : directives) {
            if (directive instanceof Directive.NoTransaction) {
                return true;
            }
        }
        return false;
    }

    /** A check only reads; it may look at the history. */
    private void history() {
        if (kind == Script.Kind.CHECK) {
            return;
        }
        for (Mention table : scan.history()) {
            problems.add(Problem.at(
                    path,
                    table.line(),
                    ProblemCode.NAMES_HISTORY,
                    "The script names " + table.what() + ", which dbm itself keeps.",
                    "remove that statement; dbm repair mends the history"));
        }
    }

    /** Nothing but comments stands outside of one BEGIN and COMMIT. */
    private boolean isWrapped() {
        List<SqlStatement> statements = scan.statements();
        int last = statements.size() - 1;
        if (last < 1
                || statements.get(0).role() != Role.OPENS
                || statements.get(last).role() != Role.CLOSES) {
            return false;
        }
        for (int i = 1; i < last; i++) {
            if (statements.get(i).role() != Role.NONE) {
                return false;
            }
        }
        return true;
    }

    /** Whether all that changes something must run outside of a transaction, and anything does. */
    private boolean onlyOutside() {
        boolean any = false;
        for (SqlStatement statement : scan.statements()) {
            if (statement.outsideTransaction()) {
                any = true;
            } else if (statement.changes()) {
                return false;
            }
        }
        return any;
    }

    private void control(boolean wrapped, boolean nonTransactional) {
        int last = scan.statements().size() - 1;
        for (int i = 0; i <= last; i++) {
            SqlStatement statement = scan.statements().get(i);
            boolean wrapper = wrapped && (i == 0 || i == last);
            if (statement.role() == Role.NONE || wrapper || nonTransactional) {
                continue;
            }
            problems.add(control(statement, i == 0, i == last));
        }
    }

    private Problem control(SqlStatement statement, boolean first, boolean last) {
        String message =
                "dbm runs the script in one transaction, which this " + statement.keyword() + " would break up.";
        String next = "remove it";
        if (first && statement.role() == Role.CONTROLS && opens(statement)) {
            message = "dbm runs the script in its own transaction and cannot give it the options of this "
                    + statement.keyword() + ".";
            next = "remove it or its options";
        } else if (last && statement.role() == Role.CLOSES && !anyOpens()) {
            message = "This " + statement.keyword() + " has no BEGIN in front of it.";
        }
        return Problem.at(
                path, statement.line(), ProblemCode.TRANSACTION_CONTROL, message, next + nextWithoutTransaction());
    }

    private boolean anyOpens() {
        for (SqlStatement statement : scan.statements()) {
            if (statement.role() != Role.NONE && opens(statement)) {
                return true;
            }
        }
        return false;
    }

    private static boolean opens(SqlStatement statement) {
        return statement.keyword().equals("BEGIN") || statement.keyword().equals("START");
    }

    private void refused() {
        for (SqlStatement statement : scan.statements()) {
            if (statement.outsideTransaction()) {
                problems.add(Problem.at(
                        path,
                        statement.line(),
                        ProblemCode.NEEDS_NO_TRANSACTION,
                        "PostgreSQL does not run this " + statement.keyword() + " inside a transaction.",
                        "move it to a migration of its own" + nextWithoutTransaction()));
            }
        }
    }

    private String nextWithoutTransaction() {
        return kind == Script.Kind.FORWARD || kind == Script.Kind.UNDO
                ? ", or run the whole script without a transaction: -- dbm:no-transaction"
                : ", or run the whole script without a transaction: executeInTransaction=false in " + path + ".conf";
    }
}
