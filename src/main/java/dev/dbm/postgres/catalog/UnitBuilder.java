package dev.dbm.postgres.catalog;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.postgres.Identifiers;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes units out of the rows of {@link Source}s. The columns that a row may have:
 *
 * <ul>
 *   <li>{@code unit}: the OID of the unit
 *   <li>{@code schema}, {@code name}, {@code suffix}: the name of the unit's object; without a name the suffix is the name
 *   <li>{@code part}: the name of something inside the unit's object; {@code sibling}: of something beside it in its schema
 *   <li>{@code kind}, {@code definition}; {@code own}: the object's quoted name as it stands in its definition, to be cut out
 *   <li>{@code comment}, {@code owner}, {@code facts}: more facts about the object
 *   <li>{@code language}, {@code body}: of a routine
 *   <li>{@code position}: the place of a column; {@code derived}: whether PostgreSQL made the object for another one
 * </ul>
 */
final class UnitBuilder {
    private final Map<CatalogUnit.Id, UnitDraft> drafts = new LinkedHashMap<>();

    /** Reads all rows of a source. */
    void read(Source source, ResultSet rows) throws SQLException {
        Map<String, Integer> columns = new HashMap<>();
        ResultSetMetaData labels = rows.getMetaData();
        for (int i = 1; i <= labels.getColumnCount(); i++) {
            columns.put(labels.getColumnLabel(i), i);
        }
        boolean makesUnits = columns.containsKey("name");
        while (rows.next()) {
            Row row = new Row(rows, columns);
            CatalogUnit.Id id = new CatalogUnit.Id(source.catalog(), rows.getLong(1));
            if (makesUnits) {
                addUnit(id, row);
            } else {
                UnitDraft draft = drafts.get(id);
                // Parts of what is out of scope: an extension's table, dbm's own.
                if (draft != null) {
                    addPart(draft, row);
                }
            }
        }
    }

    /** All units that were read. */
    Map<CatalogUnit.Id, CatalogUnit> units() {
        Map<CatalogUnit.Id, CatalogUnit> units = new HashMap<>();
        drafts.forEach((id, draft) -> units.put(id, draft.unit()));
        return units;
    }

    private void addUnit(CatalogUnit.Id id, Row row) throws SQLException {
        String kind = row.text("kind");
        String name = row.text("name");
        String schema = row.optional("schema");
        String suffix = Optional.ofNullable(row.optional("suffix")).orElse("");
        String shown = kind.equals("operator") ? name : Identifiers.shown(name);
        String object =
                name.isEmpty() ? suffix : (schema == null ? "" : Identifiers.shown(schema) + ".") + shown + suffix;
        UnitDraft draft = drafts.computeIfAbsent(id, key -> new UnitDraft(key, Optional.ofNullable(schema), object));
        boolean generated = kind.equals("sequence") && Names.mayBeGenerated(name);
        addItem(draft, row, kind, object, generated);
    }

    private static void addPart(UnitDraft draft, Row row) throws SQLException {
        String kind = row.text("kind");
        String part = row.optional("part");
        String name = part == null ? row.text("sibling") : part;
        String object =
                part == null ? draft.beside(Identifiers.shown(name)) : draft.object() + "." + Identifiers.shown(name);
        boolean generated = (kind.equals("constraint") || kind.equals("index"))
                && (row.flag("derived") || Names.mayBeGenerated(name));
        int position = row.number("position");
        if (position > 0) {
            draft.place(position, Identifiers.shown(name));
        }
        addItem(draft, row, kind, object, generated);
    }

    private static void addItem(UnitDraft draft, Row row, String kind, String object, boolean generated)
            throws SQLException {
        String definition = definition(row, kind);
        // A view's column without settings of its own is not told: it follows from the view.
        if (!(kind.equals("column") && definition.isEmpty())) {
            draft.add(new CatalogItem(
                    kind,
                    object,
                    definition,
                    Optional.ofNullable(row.optional("language")),
                    Optional.ofNullable(row.optional("body")),
                    generated));
        }
        String about = kind + " " + object;
        String comment = row.optional("comment");
        if (comment != null) {
            draft.add(CatalogItem.of("comment", about, comment));
        }
        String owner = row.optional("owner");
        if (owner != null) {
            draft.add(CatalogItem.of("owner", about, owner));
        }
        String facts = row.optional("facts");
        if (facts != null && !facts.isEmpty()) {
            for (String fact : facts.split("\u001e", -1)) {
                String[] parts = fact.split("\u001f", 3);
                String subject = parts[1].isEmpty() ? object : about + " to " + parts[1];
                draft.add(CatalogItem.of(parts[0], subject, parts[2]));
            }
        }
    }

    private static String definition(Row row, String kind) throws SQLException {
        String definition = row.text("definition").strip();
        String own = row.optional("own");
        if (own != null) {
            int at = definition.indexOf(" " + own + " ");
            definition =
                    at < 0 ? definition : definition.substring(0, at) + definition.substring(at + own.length() + 1);
        }
        String longWord = "character varying";
        boolean typed = kind.equals("column") || kind.equals("attribute") || kind.equals("domain");
        return typed && definition.startsWith(longWord)
                ? "varchar" + definition.substring(longWord.length())
                : definition;
    }

    /** One row, whose columns may be absent. */
    private record Row(ResultSet rows, Map<String, Integer> columns) {
        @Nullable
        String optional(String column) throws SQLException {
            Integer index = columns.get(column);
            return index == null ? null : rows.getString(index);
        }

        String text(String column) throws SQLException {
            String text = optional(column);
            return text == null ? "" : text;
        }

        boolean flag(String column) throws SQLException {
            Integer index = columns.get(column);
            return index != null && rows.getBoolean(index);
        }

        int number(String column) throws SQLException {
            Integer index = columns.get(column);
            return index == null ? 0 : rows.getInt(index);
        }
    }
}
