package dev.dbm.rehearsal;

import dev.dbm.model.Difference;
import dev.dbm.model.Directive;
import dev.dbm.model.Migration;
import dev.dbm.model.Note;
import dev.dbm.model.Script;
import java.util.ArrayList;
import java.util.List;

/** Differences that an undo script asks to accept ({@code -- dbm:assume}). */
final class Assumptions {
    private Assumptions() {}

    /** Differences that count, and those that were accepted, each with its reason. */
    record Split(List<Difference> remaining, List<Note> accepted) {}

    static Split split(Migration migration, List<Difference> differences) {
        List<Directive.Assume> assumed =
                migration.undo().map(Script::assumptions).orElse(List.of());
        List<Difference> remaining = new ArrayList<>();
        List<Note> accepted = new ArrayList<>();
        for (Difference difference : differences) {
            assumed.stream()
                    .filter(assume -> assume.kind().equals(difference.kind())
                            && assume.object().equals(difference.object()))
                    .findFirst()
                    .ifPresentOrElse(
                            assume -> accepted.add(new Note("assumed", difference.object(), assume.reason())),
                            () -> remaining.add(difference));
        }
        return new Split(remaining, accepted);
    }
}
