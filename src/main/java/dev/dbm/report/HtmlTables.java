package dev.dbm.report;

import static dev.dbm.report.Markup.at;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.TableChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A drawing of the tables that change: before on the left, after on the right, what goes and what comes marked, keys drawn. */
final class HtmlTables {
    /** How many tables are drawn, and how many parts of one that stay as they are. */
    private static final int TABLES = 24;

    private static final int SAME = 12;

    private static final double BOX = 430;
    private static final double GUTTER = 40;
    private static final double MIDDLE = 60;
    private static final double ROW = 19;
    private static final double HEAD = 26;
    private static final double GAP = 22;
    private static final double LEFT = GUTTER;
    private static final double RIGHT = GUTTER + BOX + MIDDLE;
    private static final double WIDTH = RIGHT + BOX + GUTTER;
    private static final int CHARACTERS = 56;
    private static final int SMALL_CHARACTERS = 62;

    private static final Pattern KEY = Pattern.compile("^(?:PRIMARY|FOREIGN) KEY \\((.*?)\\)");
    private static final Pattern REFERENCE = Pattern.compile("^FOREIGN KEY \\(.*?\\) REFERENCES (.+?)\\(");

    private final Markup page;
    private final Map<String, Double> heads = new LinkedHashMap<>();
    private final List<Link> links = new ArrayList<>();

    private HtmlTables(Markup page) {
        this.page = page;
    }

    /** A part of a table on one side of the drawing. */
    private record Part(CatalogItem item, String mark) {
        String name() {
            return item.object().substring(TableShapes.dot(item.object())).replaceFirst("^\\.", "");
        }
    }

    /** A foreign key from a row of a box to a table. */
    private record Link(boolean after, double y, String to, String mark) {}

    static void write(List<TableChange> tables, Markup page) {
        List<TableChange> shown = tables.subList(0, Math.min(TABLES, tables.size()));
        if (shown.isEmpty()) {
            return;
        }
        new HtmlTables(page).draw(shown);
        if (tables.size() > shown.size()) {
            page.leaf("p", "and " + (tables.size() - shown.size()) + " more tables", "class", "faint");
        }
    }

    private void draw(List<TableChange> tables) {
        double height = 24;
        for (TableChange table : tables) {
            height += Math.max(height(parts(table, false)), height(parts(table, true))) + GAP;
        }
        page.open("svg", "class", "tables", "role", "img", "viewBox", "0 0 " + at(WIDTH) + " " + at(height));
        page.leaf("title", "Tables before and after");
        page.leaf("text", "before", "x", at(LEFT), "y", "14", "class", "faint");
        page.leaf("text", "after", "x", at(RIGHT), "y", "14", "class", "faint");
        double y = 24;
        for (TableChange table : tables) {
            List<Part> before = parts(table, false);
            List<Part> after = parts(table, true);
            heads.put(table.table(), y + HEAD / 2);
            if (table.before().isPresent()) {
                box(table.table(), before, LEFT, y, table.after().isEmpty() ? "gone" : "same");
            }
            if (table.after().isPresent()) {
                box(table.table(), after, RIGHT, y, table.before().isEmpty() ? "new" : "same");
            }
            y += Math.max(height(before), height(after)) + GAP;
        }
        links.forEach(this::link);
        page.close().newLine();
    }

    private static double height(List<Part> parts) {
        return HEAD + parts.size() * ROW + 6;
    }

    /** The parts of one side; of those that stay only the first few. */
    private static List<Part> parts(TableChange table, boolean after) {
        Optional<List<CatalogItem>> here = after ? table.after() : table.before();
        Optional<List<CatalogItem>> there = after ? table.before() : table.after();
        List<Part> parts = new ArrayList<>();
        int same = 0;
        for (CatalogItem item : here.orElse(List.of())) {
            String mark = mark(item, there.orElse(List.of()), after);
            if (!mark.equals("same") || same++ < SAME) {
                parts.add(new Part(item, mark));
            }
        }
        if (same > SAME) {
            parts.add(new Part(CatalogItem.of("", "… and " + (same - SAME) + " more that stay", ""), "same"));
        }
        return parts;
    }

    private static String mark(CatalogItem item, List<CatalogItem> others, boolean after) {
        for (CatalogItem other : others) {
            if (other.kind().equals(item.kind()) && other.object().equals(item.object())) {
                return other.definition().equals(item.definition()) ? "same" : "changed";
            }
        }
        return after ? "new" : "gone";
    }

    private void box(String name, List<Part> parts, double x, double y, String mark) {
        double height = height(parts);
        page.open("g", "class", mark);
        page.empty("rect", "class", "box", "x", at(x), "y", at(y), "width", at(BOX), "height", at(height), "rx", "4");
        page.empty("rect", "class", "head", "x", at(x), "y", at(y), "width", at(BOX), "height", at(HEAD), "rx", "4");
        page.open("text", "x", at(x + 10), "y", at(y + 17), "class", "name");
        page.leaf("title", name).text(sign(mark) + Markup.cut(name, CHARACTERS)).close();
        page.close();
        double row = y + HEAD;
        for (Part part : parts) {
            row(part, parts, x, row);
            row += ROW;
        }
    }

    private void row(Part part, List<Part> parts, double x, double y) {
        String definition = part.item().definition();
        String kind = part.item().kind();
        String text =
                switch (kind) {
                    case "column" -> part.name() + "  " + definition;
                    case "index" -> definition.replaceFirst("^CREATE (UNIQUE )?INDEX ON .+? USING ", "$1index ");
                    case "constraint" -> definition;
                    default -> part.item().object();
                };
        String tag = kind.equals("column") ? tag(part.name(), parts) : "";
        page.open("g", "class", part.mark());
        page.empty("rect", "class", "row", "x", at(x + 1), "y", at(y), "width", at(BOX - 2), "height", at(ROW));
        page.open("text", "x", at(x + 10), "y", at(y + 14), "class", kind.equals("column") ? "column" : "rule");
        page.leaf("title", part.name() + " " + definition);
        int room = kind.equals("column") ? CHARACTERS - tag.length() : SMALL_CHARACTERS;
        page.text(sign(part.mark()) + Markup.cut(text, room - sign(part.mark()).length()));
        page.close();
        if (!tag.isEmpty()) {
            page.leaf("text", tag, "x", at(x + BOX - 8), "y", at(y + 14), "class", "key", "text-anchor", "end");
        }
        page.close();
        Matcher reference = REFERENCE.matcher(definition);
        if (kind.equals("constraint") && reference.find()) {
            links.add(new Link(x == RIGHT, y + ROW / 2, reference.group(1), part.mark()));
        }
    }

    /** The mark as a character, for whoever sees no colour. */
    private static String sign(String mark) {
        return switch (mark) {
            case "new" -> "+ ";
            case "gone" -> "− ";
            case "changed" -> "~ ";
            default -> "";
        };
    }

    /** Which keys a column is part of. */
    private static String tag(String column, List<Part> parts) {
        boolean primary = false;
        boolean foreign = false;
        for (Part part : parts) {
            Matcher key = KEY.matcher(part.item().definition());
            if (part.item().kind().equals("constraint") && key.find()) {
                boolean in = List.of(key.group(1).split(", ", -1)).contains(column);
                primary |= in && key.group().startsWith("PRIMARY");
                foreign |= in && key.group().startsWith("FOREIGN");
            }
        }
        return (primary ? "PK" : "") + (primary && foreign ? " " : "") + (foreign ? "FK" : "");
    }

    /** A line in the outer gutter, from the foreign key to the head of the table that it refers to. */
    private void link(Link link) {
        Double to = heads.get(link.to());
        if (to == null) {
            return;
        }
        double edge = link.after() ? RIGHT + BOX : LEFT;
        double out = edge + (link.after() ? GUTTER - 8 : 8 - GUTTER);
        page.empty(
                "path",
                "class",
                "link " + link.mark(),
                "d",
                "M" + at(edge) + " " + at(link.y()) + " C" + at(out) + " " + at(link.y()) + " " + at(out) + " " + at(to)
                        + " " + at(edge) + " " + at(to));
        page.empty("circle", "class", "end " + link.mark(), "cx", at(edge), "cy", at(to), "r", "4");
    }
}
