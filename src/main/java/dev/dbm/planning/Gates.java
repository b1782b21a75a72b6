package dev.dbm.planning;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Demand;
import dev.dbm.model.Difference;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an environment demands before anything is touched, and the words that were given.
 *
 * @param confirm whether {@code --confirm} is needed
 * @param destructive what dropping tables, columns or rows meets
 * @param irreversible what a migration without a way back meets
 * @param confirmed whether {@code --confirm} was given
 * @param accepted versions whose losses were accepted
 */
public record Gates(
        boolean confirm, Demand destructive, Demand irreversible, boolean confirmed, Set<Version> accepted) {
    public Gates {
        accepted = Set.copyOf(accepted);
    }

    /** What stands in the way of running these forward. */
    public List<Problem> forward(String environment, List<Migration> migrations, Map<Version, PairResult> pairs) {
        List<Problem> problems = new ArrayList<>(confirmation(environment, "migrate"));
        for (Migration migration : migrations) {
            Optional.ofNullable(pairs.get(migration.version())).ifPresent(pair -> {
                destroyed(migration, pair).ifPresent(problems::add);
                noWayBack(migration, pair).ifPresent(problems::add);
            });
        }
        return problems;
    }

    /**
     * What stands in the way of undoing migrations.
     *
     * @param scripts the undo script of each version
     * @param losses what each destroys, as predicates
     */
    public List<Problem> backward(String environment, Map<Version, String> scripts, Map<Version, List<String>> losses) {
        List<Problem> problems = new ArrayList<>(confirmation(environment, "rollback"));
        losses.forEach((version, facts) -> weigh(
                        destructive,
                        version,
                        Problem.in(
                                scripts.getOrDefault(version, version.text()),
                                ProblemCode.DATA_LOSS,
                                "The undo destroys rows: it " + String.join("; it ", facts) + ".",
                                accept(version, "destructive")))
                .ifPresent(problems::add));
        return problems;
    }

    /** Whether the explicit word is missing. */
    public List<Problem> confirmation(String environment, String command) {
        return confirm && !confirmed
                ? List.of(Problem.of(
                        ProblemCode.CONFIRMATION_NEEDED,
                        "Environment " + environment + " wants an explicit word before it is changed.",
                        whatComes(command) + "if that is meant: --confirm"))
                : List.of();
    }

    private static String whatComes(String command) {
        return switch (command) {
            case "migrate" -> "look at dbm plan; ";
            case "rollback" -> "look at dbm plan --rollback; ";
            default -> "";
        };
    }

    private Optional<Problem> destroyed(Migration migration, PairResult pair) {
        List<String> facts = new ArrayList<>();
        for (Difference change : pair.drops()) {
            facts.add("drops " + change.kind().replace('-', ' ') + " " + change.object());
        }
        for (DataLoss loss : pair.dataLoss()) {
            facts.add("does not bring back " + loss.lost() + " of " + loss.of()
                    + (loss.column().equals("*")
                            ? " rows of " + loss.table()
                            : " values of " + loss.table() + "." + loss.column())
                    + (loss.generated() ? " (generated rows)" : ""));
        }
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        return weigh(
                destructive,
                migration.version(),
                Problem.in(
                        migration.forward().path(),
                        ProblemCode.DATA_LOSS,
                        "The pair loses data: it " + String.join("; it ", facts) + ".",
                        accept(migration.version(), "destructive")));
    }

    private Optional<Problem> noWayBack(Migration migration, PairResult pair) {
        if (pair.verdict() != Verdict.IRREVERSIBLE && pair.verdict() != Verdict.ASSUMED) {
            return Optional.empty();
        }
        String why = pair.verdict() == Verdict.IRREVERSIBLE
                ? "The migration cannot be undone: " + migration.irreversible().orElse("its undo script says so") + "."
                : "The undo was accepted with differences, so it is not proven.";
        return weigh(
                irreversible,
                migration.version(),
                Problem.in(
                        migration.forward().path(),
                        ProblemCode.NO_WAY_BACK,
                        why,
                        accept(migration.version(), "irreversible")));
    }

    private Optional<Problem> weigh(Demand demand, Version version, Problem problem) {
        return switch (demand) {
            case ALLOW -> Optional.empty();
            case WARN -> Optional.of(problem.asWarning());
            case ASK -> Optional.of(accepted.contains(version) ? problem.asWarning() : problem);
            case REFUSE -> Optional.of(problem);
        };
    }

    private String accept(Version version, String setting) {
        Demand demand = setting.equals("destructive") ? destructive : irreversible;
        return switch (demand) {
            case REFUSE ->
                "this environment never lets that through: change " + setting + " in its table of dbm.toml first";
            case ASK -> "if that is meant: --accept-data-loss " + version;
            case ALLOW, WARN -> "";
        };
    }
}
