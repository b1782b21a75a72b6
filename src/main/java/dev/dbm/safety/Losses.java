package dev.dbm.safety;

import dev.dbm.model.Bytes;
import dev.dbm.model.Statement;
import dev.dbm.model.UndoEffects;
import dev.dbm.model.UndoEffects.Drop;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.TableSizes;
import dev.dbm.postgres.TableSizes.Sized;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an undo takes away of a target's rows. A rehearsal has seen the undo without the rows that people have written since, so the
 * target is asked: a table without a row loses nothing.
 */
public final class Losses {
    private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final String NAME = PART + "(?:\\." + PART + ")*";
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

    private static final Pattern COMMENTS = Pattern.compile("\\A(?:\\s+|--[^\\n]*(?:\\n|\\z)|/\\*.*?\\*/)+", FLAGS);
    private static final Pattern TABLES = Pattern.compile(
            "\\A(DROP\\s+TABLE|TRUNCATE)\\s+(?:TABLE\\s+)?(?:IF\\s+EXISTS\\s+)?((?:ONLY\\s+)?" + NAME + "(?:\\s*,\\s*"
                    + NAME + ")*)",
            FLAGS);
    private static final Pattern ALTER =
            Pattern.compile("\\AALTER\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?(" + NAME + ")(.*)", FLAGS);
    private static final Pattern COLUMN = Pattern.compile(
            "\\bDROP\\s+(?:COLUMN\\s+)?(?!CONSTRAINT\\b|NOT\\b|DEFAULT\\b|EXPRESSION\\b|IDENTITY\\b)(?:IF\\s+EXISTS\\s+)?("
                    + PART + ")",
            FLAGS);

    private Losses() {}

    /**
     * What an undo destroys, each as a predicate: {@code drops table public.a (about 12 rows, 64 kB)}.
     *
     * @param statements what its script says
     * @param seen what it was seen to do, which tells of CASCADE, functions and DO blocks too; where that is known, drops are told
     *     by it alone
     */
    public static List<String> of(Session session, List<Statement> statements, Optional<UndoEffects> seen) {
        List<String> losses = new ArrayList<>();
        for (Drop drop : seen.map(UndoEffects::drops).orElse(List.of())) {
            String what = drop.column()
                    .map(column -> "drops column " + column + " of table ")
                    .orElse("drops table ");
            TableSizes.holdingRows(session, drop.table()).ifPresent(table -> losses.add(what + shown(table)));
        }
        for (Statement statement : statements) {
            String sql = COMMENTS.matcher(statement.sql()).replaceFirst("");
            Matcher tables = TABLES.matcher(sql);
            if (tables.find()) {
                boolean drops = tables.group(1).toUpperCase(Locale.ROOT).startsWith("DROP");
                String verb = drops ? "drops table " : "empties table ";
                for (String name : drops && seen.isPresent() ? List.<String>of() : names(tables.group(2))) {
                    TableSizes.holdingRows(session, name).ifPresent(table -> losses.add(verb + shown(table)));
                }
            }
            Matcher alter = ALTER.matcher(sql);
            if (seen.isEmpty() && alter.find()) {
                columns(session, alter.group(1), alter.group(2), losses);
            }
        }
        return losses;
    }

    private static void columns(Session session, String name, String actions, List<String> losses) {
        Matcher column = COLUMN.matcher(actions);
        Optional<Sized> table = Optional.empty();
        while (column.find()) {
            table = table.or(() -> TableSizes.holdingRows(session, name));
            table.ifPresent(held -> losses.add("drops column " + column.group(1) + " of table " + shown(held)));
        }
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        Matcher name = Pattern.compile(NAME, FLAGS).matcher(list.replaceFirst("(?i)\\AONLY\\s+", ""));
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }

    /** A table with its size. */
    public static String shown(Sized table) {
        // Servers before 14 say 0 for what was never counted, and a count of 0 may be an old one: neither means that
        // nothing is lost.
        String rows = table.rows() <= 0
                ? "rows never counted, "
                : "about " + String.format(Locale.ROOT, "%,d", table.rows())
                        + (table.rows() == 1 ? " row, " : " rows, ");
        return table.table() + " (" + rows + Bytes.words(table.bytes()) + ")";
    }
}
