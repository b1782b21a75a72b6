package dev.dbm.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the rehearsal of one pair found.
 *
 * @param verdict the verdict on its undo
 * @param failedLeg the leg that raised an error, where one did
 * @param differences what counts against it
 * @param notes what does not
 * @param dataLoss rows that did not come back
 * @param dataChecked whether rows were compared too
 * @param changes what the forward script changes in the catalog, as differences from the start
 * @param effects what its scripts were seen to do; empty where nobody watched
 * @param undoing what its undo does to tables; empty where it did not run, or before that was kept
 * @param problems errors and warnings, ready to show
 * @param baseDigest digest of the catalog that it started from
 * @param afterDigest digest of the catalog after the second forward; empty where that was not reached
 * @param remembered whether the verdict comes from an earlier rehearsal under the same key
 * @param tookMs how long its legs took, in milliseconds
 */
public record PairResult(
        Version version,
        Verdict verdict,
        Optional<Leg> failedLeg,
        List<Difference> differences,
        List<Note> notes,
        List<DataLoss> dataLoss,
        boolean dataChecked,
        List<Difference> changes,
        Optional<PairEffects> effects,
        Optional<UndoEffects> undoing,
        List<Problem> problems,
        String baseDigest,
        Optional<String> afterDigest,
        boolean remembered,
        long tookMs) {

    /** A result where nobody watched what the scripts did. */
    public PairResult(
            Version version,
            Verdict verdict,
            Optional<Leg> failedLeg,
            List<Difference> differences,
            List<Note> notes,
            List<DataLoss> dataLoss,
            boolean dataChecked,
            List<Difference> changes,
            List<Problem> problems,
            String baseDigest,
            Optional<String> afterDigest,
            boolean remembered,
            long tookMs) {
        this(
                version,
                verdict,
                failedLeg,
                differences,
                notes,
                dataLoss,
                dataChecked,
                changes,
                Optional.empty(),
                Optional.empty(),
                problems,
                baseDigest,
                afterDigest,
                remembered,
                tookMs);
    }

    private static final Set<String> HOLDS_ROWS = Set.of("table", "column", "materialized-view");

    public PairResult {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
        dataLoss = List.copyOf(dataLoss);
        changes = List.copyOf(changes);
        problems = List.copyOf(problems);
    }

    /** What the forward script drops that may hold rows. */
    public List<Difference> drops() {
        return changes.stream()
                .filter(change -> change.change() == Difference.Change.GONE && HOLDS_ROWS.contains(change.kind()))
                .toList();
    }

    /** Whether rows go with it, forward or on the way back. */
    public boolean loses() {
        return !dataLoss.isEmpty() || !drops().isEmpty();
    }
}
