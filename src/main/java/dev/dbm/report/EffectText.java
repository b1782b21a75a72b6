package dev.dbm.report;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a script was seen to do, in a few lines: whom it keeps waiting, what it rewrites and reads as a whole, what it drops and
 * what rows it writes. Locks on what the script itself made are left out, for nobody else can wait for those.
 */
final class EffectText {
    private final List<String> locks = new ArrayList<>();
    private final List<String> work = new ArrayList<>();
    private final List<String> drops = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();

    private EffectText() {}

    /** The lines, without what the window says already, and folded. */
    static List<String> lines(Optional<ScriptEffects> effects, Optional<Window> window) {
        EffectText text = new EffectText();
        effects.ifPresent(script -> script.statements().forEach(text::add));
        List<String> lines = new ArrayList<>();
        lines.addAll(window.map(WindowText::blocks).orElse(text.locks));
        lines.addAll(window.map(WindowText::work).orElse(text.work));
        lines.addAll(text.drops);
        lines.addAll(text.rows);
        if (effects.map(ScriptEffects::folded).orElse(false) && !lines.isEmpty()) {
            lines.add(0, "too many statements to tell apart; all of them together:");
        }
        return Fold.of(lines);
    }

    private void add(StatementEffects statement) {
        String line = " (line " + statement.statement().line() + ")";
        // An index goes with its table.
        Set<String> gone = new HashSet<>();
        for (RelationEffect effect : statement.relations()) {
            if (effect.did(Did.DROPPED) && effect.kind().equals("table")) {
                gone.add(effect.relation());
            }
        }
        for (RelationEffect effect : statement.relations()) {
            String name = Visible.line(effect.kind() + " " + effect.relation());
            if (effect.existed()) {
                effect.lock()
                        .filter(mode -> mode.blocksWrites() && !withItsTable(effect, statement))
                        .ifPresent(mode -> locks.add(
                                "locks " + name + ", which blocks " + WindowText.blocked(mode) + " (" + mode.words()
                                        + ", line " + statement.statement().line() + ")"));
                if (effect.did(Did.REWRITTEN)) {
                    work.add("rewrites " + name + line);
                }
                if (effect.did(Did.SCANNED)) {
                    work.add("scans " + name + line);
                }
                if (effect.did(Did.DROPPED)
                        && effect.table().filter(gone::contains).isEmpty()) {
                    drops.add("drops " + name + line);
                }
            }
            if (effect.did(Did.LEFT_INVALID)) {
                drops.add("leaves " + name + " invalid" + line);
            }
            if (effect.rows().any()) {
                rows.add("on the scratch writes " + name + ": " + rows(effect.rows()) + line);
            }
        }
    }

    /** Whether the table of this index is locked as strongly by the same statement, so that one says it all. */
    static boolean withItsTable(RelationEffect effect, StatementEffects statement) {
        Optional<LockMode> lock = effect.lock();
        return lock.isPresent()
                && statement.relations().stream()
                        .anyMatch(other -> effect.table().equals(Optional.of(other.relation()))
                                && other.lock().isPresent()
                                && other.lock().get().compareTo(lock.get()) >= 0);
    }

    static String rows(RelationEffect.Rows rows) {
        List<String> parts = new ArrayList<>();
        count(parts, rows.inserted(), "inserted");
        count(parts, rows.updated(), "updated");
        count(parts, rows.deleted(), "deleted");
        return String.join(", ", parts);
    }

    private static void count(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(Summary.plural(count, "row") + " " + what);
        }
    }
}
