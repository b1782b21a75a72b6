package dev.dbm.cli;

import dev.dbm.config.Settings;
import dev.dbm.model.ExitCode;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import java.util.List;
import java.util.Optional;

/** Reports of runs that ended before they had one. */
final class Reports {
    private Reports() {}

    static Report of(String command, Optional<Settings> settings, List<Problem> problems, long tookMs) {
        return new Report(
                command,
                outcome(problems),
                settings.map(known -> known.environment().name()),
                Optional.empty(),
                List.of(),
                problems,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                tookMs);
    }

    private static Report.Outcome outcome(List<Problem> problems) {
        ExitCode exit = problems.stream()
                .filter(Problem::isError)
                .map(problem -> problem.code().exit())
                .findFirst()
                .orElse(ExitCode.OK);
        return switch (exit) {
            case FAILED -> Report.Outcome.FAILED;
            case PARTIAL -> Report.Outcome.PARTIAL;
            case OK, PENDING -> Report.Outcome.DONE;
            case USAGE, BLOCKED, CONFIRM, CONFLICT, BUSY -> Report.Outcome.REFUSED;
        };
    }
}
