package dev.dbm.rehearsal;

import dev.dbm.model.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The facts that still count as different while rules turn some of them into notes. */
final class Excuses {
    private List<Delta> deltas;
    private final List<Note> notes = new ArrayList<>();

    Excuses(List<Delta> deltas) {
        this.deltas = deltas;
    }

    List<Delta> deltas() {
        return deltas;
    }

    List<Note> notes() {
        return notes;
    }

    void note(String kind, String object, String text) {
        Note note = new Note(kind, object, text);
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    /** Takes out what does not count. */
    void drop(Predicate<Delta> excused) {
        deltas = deltas.stream().filter(excused.negate()).toList();
    }

    /** Puts others in their place. */
    void replace(List<Delta> others) {
        deltas = List.copyOf(others);
    }
}
