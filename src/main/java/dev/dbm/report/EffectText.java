package dev.dbm.report;

import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        for (RelationEffect effect : statement.relations()) {
            String name = Visible.line(effect.kind() + " " + effect.relation());
            boolean part = isPart(effect, statement);
            if (effect.existed()) {
                effect.lock()
                        .filter(mode -> mode.blocksWrites() && !part)
                        .ifPresent(mode -> locks.add(
                                "locks " + name + ", which blocks " + WindowText.blocked(mode) + " (" + mode.words()
                                        + ", line " + statement.statement().line() + ")"));
                // An index that a change of type makes anew is another index by the same name.
                boolean again = effect.did(Did.DROPPED) && makes(effect.relation(), statement);
                if ((effect.did(Did.REWRITTEN) || again) && !withItsTable(effect, statement)) {
                    work.add("rewrites " + name + line);
                }
                if (effect.did(Did.SCANNED)) {
                    work.add("scans " + name + line);
                }
                if (effect.did(Did.DROPPED) && !again && !part) {
                    drops.add("drops " + name + line);
                }
                if (effect.did(Did.EMPTIED)) {
                    drops.add("empties " + name + line);
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

    /** An index is built again with its table. */
    private static boolean withItsTable(RelationEffect effect, StatementEffects statement) {
        return statement.relations().stream()
                .anyMatch(other -> effect.table().equals(Optional.of(other.relation())) && other.did(Did.REWRITTEN));
    }

    private static boolean makes(String relation, StatementEffects statement) {
        return statement.relations().stream()
                .anyMatch(other -> other.did(Did.CREATED) && other.relation().equals(relation));
    }

    /**
     * Whether what the statement did to the relation goes without saying: an index is locked and dropped with its table, and a
     * sequence is dropped with the table that owns it.
     */
    static boolean isPart(RelationEffect effect, StatementEffects statement) {
        return statement.relations().stream()
                .anyMatch(other -> effect.table().equals(Optional.of(other.relation()))
                                && other.lock().isPresent()
                                && other.did(Did.DROPPED) == effect.did(Did.DROPPED)
                        || effect.kind().equals("sequence")
                                && effect.did(Did.DROPPED)
                                && other.kind().equals("table")
                                && other.did(Did.DROPPED));
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
