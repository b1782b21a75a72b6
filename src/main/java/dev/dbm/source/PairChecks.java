package dev.dbm.source;

import dev.dbm.model.Migration;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import dev.dbm.source.Assembly.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Pairs the V scripts with their U scripts and reports what does not go together. */
final class PairChecks {
    private final Map<Version, Slot> forwards;
    private final Map<Version, Slot> undos;
    private final Set<Version> doubled;
    private final List<Problem> problems;
    private final ScriptReader reader;

    /** {@code doubled} are versions that several files claim: which of them belong together is anybody's guess. */
    PairChecks(
            Map<Version, Slot> forwards,
            Map<Version, Slot> undos,
            Set<Version> doubled,
            List<Problem> problems,
            ScriptReader reader) {
        this.forwards = forwards;
        this.undos = undos;
        this.doubled = doubled;
        this.problems = problems;
        this.reader = reader;
    }

    /** The pairs, lowest version first. */
    List<Migration> migrations() {
        List<Migration> migrations = new ArrayList<>(forwards.size());
        for (Map.Entry<Version, Slot> entry : forwards.entrySet()) {
            Slot undo = undos.get(entry.getKey());
            Optional<Script> forward = entry.getValue().script();
            if (forward.isPresent()) {
                migrations.add(pair(entry.getKey(), forward.get(), undo));
            }
        }
        for (Map.Entry<Version, Slot> entry : undos.entrySet()) {
            if (!forwards.containsKey(entry.getKey())) {
                problems.add(Problem.in(
                        entry.getValue().path(),
                        ProblemCode.UNDO_WITHOUT_FORWARD,
                        "There is no V script of version " + entry.getKey() + " that this could undo.",
                        "give it the version of its V script, or remove it"));
            }
        }
        return migrations;
    }

    private Migration pair(Version version, Script forward, @Nullable Slot slot) {
        if (forward.traits().statements() == 0 && problems.stream().noneMatch(about(forward))) {
            problems.add(Problem.in(
                            forward.path(),
                            ProblemCode.FORWARD_EMPTY,
                            "The script has no statement. Applied like this it counts as done, and what is written into it"
                                    + " later never runs.",
                            "write what it should do, or remove the pair")
                    .asWarning());
        }
        if (slot == null) {
            if (forward.traits().changes()) {
                missing(version, forward);
                return new Migration(version, forward, Optional.empty());
            }
            return new Migration(version, forward, Optional.of(nothingToUndo(forward)));
        }
        if (slot.script().isPresent() && !doubled.contains(version)) {
            undo(forward, slot.script().get());
        }
        return new Migration(version, forward, slot.script());
    }

    private static Predicate<Problem> about(Script script) {
        return problem -> problem.script().filter(script.path()::equals).isPresent();
    }

    private void missing(Version version, Script forward) {
        problems.add(Problem.in(
                forward.path(),
                ProblemCode.UNDO_MISSING,
                "The migration has no undo script.",
                "write " + asUndo(forward.path())
                        + "; where there is no way back: -- dbm:irreversible <reason> in it"));
    }

    /** What changes nothing is undone by nothing; whether that is so, the rehearsal shows: a function may hide a change. */
    private Script nothingToUndo(Script forward) {
        return reader.parse(
                Script.Kind.UNDO,
                asUndo(forward.path()),
                asUndo(forward.fileName()),
                new byte[0],
                Optional.empty(),
                problems);
    }

    private static String asUndo(String path) {
        int name = path.lastIndexOf('/') + 1;
        return path.substring(0, name) + "U" + path.substring(name + 1);
    }

    private void undo(Script forward, Script undo) {
        boolean empty = undo.traits().statements() == 0 && !declaresIrreversible(undo);
        if (empty && forward.traits().changes()) {
            problems.add(Problem.in(
                    undo.path(),
                    ProblemCode.UNDO_EMPTY,
                    "The undo script has no statement, although its V script changes something.",
                    "write the way back; or, where there is none: -- dbm:irreversible <reason>"));
        }
        if (!undo.description().equals(forward.description())) {
            problems.add(Problem.in(
                            undo.path(),
                            ProblemCode.DESCRIPTION_DIFFERS,
                            "The description differs from that of " + forward.path() + ".",
                            "")
                    .asInfo());
        }
    }

    private static boolean declaresIrreversible(Script undo) {
        return !undo.directives().isEmpty() && undo.irreversible().isPresent();
    }

    /** Sample rows belong to a version that exists. */
    void fixtures(Version version, List<Script> scripts) {
        if (forwards.containsKey(version)) {
            return;
        }
        for (Script script : scripts) {
            problems.add(Problem.in(
                    script.path(),
                    ProblemCode.FIXTURE_WITHOUT_FORWARD,
                    "There is no V script of version " + version + " that these rows could follow.",
                    "give it the version of a migration, or remove it"));
        }
    }
}
