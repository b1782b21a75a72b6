package dev.dbm.safety;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import dev.dbm.postgres.CheckQueries;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.DatabaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The queries of {@code checks/}: each must return no row. */
public final class Checks {
    /** So many rows of a check are shown. */
    private static final int ROWS = 5;

    private final Database database;
    private final Function<Script, List<Statement>> parser;
    private final Progress progress;

    public Checks(Database database, Function<Script, List<Statement>> parser, Progress progress) {
        this.database = database;
        this.parser = parser;
        this.progress = progress;
    }

    /** What is wrong after migrations were applied. */
    public List<Problem> afterMigrate(List<Script> checks) {
        return run(checks, "the migrations are applied; mend the rows, or go back with dbm rollback");
    }

    /**
     * What should be known after migrations were undone. Checks are written for the newest schema: one that fails on an older one, or
     * that speaks of what is no longer there, is no reason to call a rollback half done.
     */
    public List<Problem> afterRollback(List<Script> checks) {
        return run(checks, "look whether that matters before the migration").stream()
                .map(Problem::asWarning)
                .toList();
    }

    private List<Problem> run(List<Script> checks, String next) {
        List<Problem> problems = new ArrayList<>();
        for (Script check : checks) {
            progress.stage("Checking " + check.fileName());
            for (Statement statement : parser.apply(check)) {
                run(check, statement, next).ifPresent(problems::add);
            }
        }
        return problems;
    }

    private Optional<Problem> run(Script check, Statement statement, String next) {
        try {
            CheckQueries.Rows rows = CheckQueries.run(database, statement.sql(), ROWS);
            return rows.count() == 0
                    ? Optional.empty()
                    : Optional.of(Problem.at(
                            check.path(),
                            statement.line(),
                            ProblemCode.CHECK_FAILED,
                            "The check must return no row, and returned " + rows.shown() + ":\n" + rows.text(),
                            next));
        } catch (DatabaseException e) {
            return Optional.of(Problem.at(
                    check.path(),
                    statement.line(),
                    ProblemCode.CHECK_FAILED,
                    "The check does not run: " + e.failure().message() + " (SQLSTATE "
                            + e.failure().sqlState() + ")",
                    "mend the check; what ran before it stays"));
        }
    }
}
