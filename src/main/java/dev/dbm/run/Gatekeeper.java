package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Version;
import dev.dbm.planning.Gates;
import dev.dbm.safety.Confirmation;
import dev.dbm.safety.Confirmation.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Leads a run through the gates of its environment. What the command line says counts first; what is missing is asked for where a
 * person can answer, and is an error where not.
 */
final class Gatekeeper {
    private final Settings settings;
    private final ReportBuilder report;
    private final Confirmation confirmation;

    Gatekeeper(Settings settings, Target target, ReportBuilder report, Progress progress) {
        this(settings, target.database().address(), report, progress);
    }

    Gatekeeper(Settings settings, DatabaseAddress address, ReportBuilder report, Progress progress) {
        this.settings = settings;
        this.report = report;
        this.confirmation = new Confirmation(progress, address.database());
    }

    /**
     * What still stands in the way after everybody was asked.
     *
     * @param words what the command line said
     * @param versions those whose losses a person may accept
     * @param certain what stands in the way whatever anybody says: with an error among it nobody is asked
     * @param gates the gates that this run meets, with given words
     * @param facts what to know before answering
     */
    List<Problem> pass(
            Words words,
            Set<Version> versions,
            List<Problem> certain,
            Function<Gates, List<Problem>> gates,
            Supplier<List<String>> facts) {
        List<Problem> problems = new ArrayList<>(certain);
        if (has(certain, null)) {
            problems.addAll(gates.apply(words.gates(settings)));
            return problems;
        }
        problems.addAll(pass(words, versions, gates, facts));
        return problems;
    }

    private List<Problem> pass(
            Words words, Set<Version> versions, Function<Gates, List<Problem>> gates, Supplier<List<String>> facts) {
        List<Problem> shut = gates.apply(words.gates(settings));
        boolean noWordOpens = has(gates.apply(new Words(true, versions).gates(settings)), null);
        if (!has(shut, null) || noWordOpens) {
            return shut;
        }
        Words said = words;
        if (has(shut, ProblemCode.CONFIRMATION_NEEDED)) {
            Answer answer = confirmation.meant(facts.get());
            if (answer != Answer.YES) {
                if (answer == Answer.NOBODY) {
                    offer(words, versions, gates);
                    return shut;
                }
                return List.of(declined(shut));
            }
            said = new Words(true, words.acceptDataLoss());
        }
        List<Problem> left = gates.apply(said.gates(settings));
        if (!has(left, null)) {
            return left;
        }
        Answer answer = confirmation.understood(losses(left));
        if (answer == Answer.NOBODY) {
            offer(words, versions, gates);
        }
        return answer == Answer.YES ? gates.apply(new Words(true, versions).gates(settings)) : left;
    }

    /**
     * The whole command with every word that is missing, where words are all that is. Not for who was asked and said no, or who took
     * this for another database.
     */
    private void offer(Words said, Set<Version> versions, Function<Gates, List<Problem>> gates) {
        Set<Version> all = new HashSet<>(versions);
        all.addAll(said.acceptDataLoss());
        Words enough = new Words(true, all);
        if (has(gates.apply(enough.gates(settings)), null)) {
            return;
        }
        Set<Version> needed = all.stream()
                .filter(version -> {
                    Set<Version> others = new HashSet<>(all);
                    others.remove(version);
                    return has(gates.apply(new Words(true, others).gates(settings)), null);
                })
                .collect(Collectors.toSet());
        report.again(Words.options(said.confirm() || settings.environment().confirm(), needed));
    }

    /** For commands whose only gate is the explicit word. */
    List<Problem> confirm(String command, boolean confirmed, List<Problem> certain, Supplier<List<String>> facts) {
        return pass(
                new Words(confirmed, Set.of()),
                Set.of(),
                certain,
                gates -> gates.confirmation(settings.environment().name(), command),
                facts);
    }

    private static boolean has(List<Problem> problems, @org.jspecify.annotations.Nullable ProblemCode code) {
        return problems.stream().filter(Problem::isError).anyMatch(problem -> code == null || problem.code() == code);
    }

    private static Problem declined(List<Problem> shut) {
        Problem wanted = shut.stream()
                .filter(problem -> problem.code() == ProblemCode.CONFIRMATION_NEEDED)
                .findFirst()
                .orElseThrow();
        return Problem.of(
                ProblemCode.CONFIRMATION_NEEDED,
                "What was typed is not the name of the database: nothing was touched.",
                wanted.next());
    }

    private static List<String> losses(List<Problem> problems) {
        return problems.stream()
                .filter(Problem::isError)
                .map(problem ->
                        "  " + problem.script().map(script -> script + ": ").orElse("") + problem.message())
                .toList();
    }
}
