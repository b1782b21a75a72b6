package dev.dbm.authoring;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.EnumLabels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Objects, and parts of them, as the statements that make, change or drop them. */
final class Written {
    /** What a snapshot says behind an index's or a constraint's definition, and CREATE cannot. */
    private static final Pattern BEYOND = Pattern.compile(
            " (?:INVALID|CLUSTER|REPLICA IDENTITY|INDEX COMMENT '.*'|STATISTICS \\(.*\\)|TABLESPACE \\S+)$",
            Pattern.DOTALL);

    private static final Pattern STATE = Pattern.compile(" (DISABLED|ENABLED ON REPLICA|ENABLED ALWAYS)$");

    private static final Pattern BETWEEN_NAMES = Pattern.compile(", (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    private Written() {}

    static String whole(CatalogUnit unit, List<CatalogUnit> sequences) {
        CatalogItem item = unit.items().get(0);
        String name = SqlName.of(item.object()).sql();
        return switch (item.kind()) {
            case "schema" -> "CREATE SCHEMA " + name + ";";
            case "table" -> table(unit, sequences);
            case "view", "function", "procedure" -> replaced(unit);
            case "materialized-view" ->
                "CREATE MATERIALIZED VIEW " + name + " AS\n" + unterminated(item.definition()) + ";";
            case "sequence" -> sequence(item);
            case "domain" -> "CREATE DOMAIN " + name + " AS " + item.definition() + ";";
            case "type" -> type(unit);
            default -> throw new NotSql("dbm does not write this kind of object");
        };
    }

    /** Whether CREATE says it already. */
    static boolean inCreate(CatalogItem item) {
        return switch (item.kind()) {
            case "attribute", "partition", "inheritance", "column-order" -> true;
            case "constraint", "index" ->
                item.definition().contains(" INHERITED") || item.definition().contains(" PARTITION OF ");
            case "owner" -> item.definition().equals("<self>");
            default -> false;
        };
    }

    /** What CREATE TABLE could not say of a column. */
    static List<String> afterCreate(CatalogItem first, CatalogItem column) {
        List<String> actions =
                clauses(column).afterCreate(SqlName.of(column.object()).last());
        return actions.isEmpty() ? List.of() : List.of(alter(first, actions));
    }

    private static String table(CatalogUnit unit, List<CatalogUnit> sequences) {
        CatalogItem item = unit.items().get(0);
        String name = SqlName.of(item.object()).sql();
        String kind = item.definition().startsWith("UNLOGGED") ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ";
        String by = item.definition().replaceFirst("^(?:UNLOGGED )?TABLE", "");
        Optional<String> partition = fact(unit, "partition");
        if (partition.isPresent()) {
            return kind + name + " PARTITION " + partition.get() + by + ";";
        }
        String columns = inOrder(unit, "column")
                .filter(column -> !clauses(column).inherited())
                .map(column -> "\n    " + SqlName.of(column.object()).last() + " "
                        + clauses(column).inCreate(identity(column, sequences)))
                .collect(Collectors.joining(","));
        String parents =
                fact(unit, "inheritance").map(all -> " INHERITS (" + all + ")").orElse("");
        return kind + name + " (" + columns + (columns.isEmpty() ? "" : "\n") + ")" + parents + by + ";";
    }

    /** Columns or attributes, the first one first. */
    private static Stream<CatalogItem> inOrder(CatalogUnit unit, String kind) {
        List<String> order = fact(unit, "column-order")
                .map(all -> List.of(BETWEEN_NAMES.split(all)))
                .orElse(List.of());
        return unit.items().stream()
                .filter(item -> item.kind().equals(kind))
                .sorted(Comparator.comparingInt(item -> order.indexOf(
                        item.object().substring(unit.items().get(0).object().length() + 1))));
    }

    private static ColumnClauses clauses(CatalogItem column) {
        return ColumnClauses.of(column.definition())
                .orElseThrow(() -> new NotSql(
                        "column " + SqlName.of(column.object()).last() + " has a clause that dbm does not write"));
    }

    /** How an identity column counts, where that is not as usual. */
    private static String identity(CatalogItem column, List<CatalogUnit> sequences) {
        return sequences.stream()
                .filter(SequenceOwner::identity)
                .filter(sequence -> SequenceOwner.of(sequence)
                        .filter(owner ->
                                owner.parts().equals(SqlName.of(column.object()).parts()))
                        .isPresent())
                .map(sequence -> SequenceOwner.options(sequence.items().get(0).definition()))
                .filter(options -> !SequenceOwner.usual(options))
                .map(options -> " (" + options.replaceFirst("^AS \\w+ ", "") + ")")
                .findFirst()
                .orElse("");
    }

    /** A column that is added, or what CREATE TABLE could not say of it. */
    static List<String> column(CatalogItem first, CatalogItem column, List<CatalogUnit> sequences) {
        if (!first.kind().equals("table")) {
            throw new NotSql("what is set on a column of such an object");
        }
        ColumnClauses clauses = clauses(column);
        if (clauses.inherited()) {
            throw new NotSql("the column comes from the parent table");
        }
        String name = SqlName.of(column.object()).last();
        List<String> actions = new ArrayList<>();
        actions.add("ADD COLUMN " + name + " " + clauses.inCreate(identity(column, sequences)));
        actions.addAll(clauses.afterCreate(name));
        return List.of(alter(first, actions));
    }

    static List<String> changedColumn(CatalogItem first, CatalogItem is, String was) {
        List<String> actions = first.kind().equals("table")
                ? ColumnClauses.of(was)
                        .flatMap(before ->
                                before.to(clauses(is), SqlName.of(is.object()).last()))
                        .orElse(List.of())
                : List.of();
        if (actions.isEmpty()) {
            throw new NotSql("the column would have to be made anew");
        }
        return List.of(alter(first, actions));
    }

    static String alter(CatalogItem first, List<String> actions) {
        String kind =
                switch (first.kind()) {
                    case "materialized-view" -> "MATERIALIZED VIEW";
                    case "foreign-table" -> "FOREIGN TABLE";
                    case "view" -> "VIEW";
                    default -> "TABLE";
                };
        return "ALTER " + kind + " " + SqlName.of(first.object()).sql() + " " + String.join(", ", actions) + ";";
    }

    static List<String> part(CatalogItem first, CatalogItem item) {
        String owner = SqlName.of(first.object()).sql();
        String name = SqlName.of(item.object()).last();
        String definition = item.definition();
        return switch (item.kind()) {
            case "constraint" ->
                List.of((first.kind().equals("domain") ? "ALTER DOMAIN " : "ALTER TABLE ") + owner + " ADD CONSTRAINT "
                        + name + " " + sayable(definition) + ";");
            case "index" ->
                List.of(sayable(definition)
                                // made on the partitions too, as their parts of it are
                                .replaceFirst(
                                        "^(CREATE (?:UNIQUE )?INDEX) ON (?:ONLY )?",
                                        "$1 " + Matcher.quoteReplacement(name) + " ON ")
                        + ";");
            case "trigger" -> withState(definition, "^(CREATE (?:CONSTRAINT )?TRIGGER) ", name, owner, "TRIGGER");
            case "rule" -> withState(definition, "^(CREATE RULE) ", name, owner, "RULE");
            case "policy" -> List.of("CREATE POLICY " + name + " ON " + owner + " " + definition + ";");
            case "attribute" -> List.of("ALTER TYPE " + owner + " ADD ATTRIBUTE " + name + " " + definition + ";");
            default -> throw new NotSql("dbm does not write this kind of object");
        };
    }

    private static List<String> withState(String definition, String create, String name, String owner, String kind) {
        Matcher state = STATE.matcher(definition);
        boolean switched = state.find();
        String plain = unterminated(switched ? definition.substring(0, state.start()) : definition);
        List<String> statements = new ArrayList<>();
        statements.add(plain.replaceFirst(create, "$1 " + Matcher.quoteReplacement(name) + " ") + ";");
        if (switched) {
            String action = state.group(1).replace("DISABLED", "DISABLE").replace("ENABLED", "ENABLE");
            statements.add("ALTER TABLE " + owner + " " + action + " " + kind + " " + name + ";");
        }
        return statements;
    }

    private static String sayable(String definition) {
        if (BEYOND.matcher(definition).find()) {
            throw new NotSql("it is in a state that CREATE does not make");
        }
        return definition;
    }

    static List<String> drop(CatalogItem first, String kind, String object) {
        SqlName name = SqlName.of(object);
        String owner = SqlName.of(first.object()).sql();
        return List.of(
                switch (kind) {
                    case "table", "view", "sequence", "type", "domain", "schema", "index", "function", "procedure" ->
                        "DROP " + kind.toUpperCase(java.util.Locale.ROOT) + " " + name.sql() + ";";
                    case "materialized-view" -> "DROP MATERIALIZED VIEW " + name.sql() + ";";
                    case "foreign-table" -> "DROP FOREIGN TABLE " + name.sql() + ";";
                    case "column" -> alter(first, List.of("DROP COLUMN " + name.last()));
                    case "constraint" ->
                        (first.kind().equals("domain") ? "ALTER DOMAIN " : "ALTER TABLE ") + owner + " DROP CONSTRAINT "
                                + name.last() + ";";
                    case "trigger", "rule", "policy" ->
                        "DROP " + kind.toUpperCase(java.util.Locale.ROOT) + " " + name.last() + " ON " + owner + ";";
                    case "attribute" -> "ALTER TYPE " + owner + " DROP ATTRIBUTE " + name.last() + ";";
                    default -> throw new NotSql("dbm does not write this kind of object");
                });
    }

    /** A view or routine that takes the place of another. */
    static String replaced(CatalogUnit unit) {
        CatalogItem item = unit.items().get(0);
        SqlName name = SqlName.of(item.object());
        if (item.kind().equals("view")) {
            String options =
                    fact(unit, "options").map(all -> " WITH (" + all + ")").orElse("");
            return "CREATE OR REPLACE VIEW " + name.sql() + options + " AS\n" + unterminated(item.definition()) + ";";
        }
        String head = item.definition();
        if (item.kind().equals("procedure")) {
            head = head.replaceFirst(" VOLATILE PARALLEL UNSAFE", "").replaceFirst(" COST \\d+", "");
        }
        if (head.matches("(?s).* (?:TRANSFORM|SUPPORT) .*")) {
            throw new NotSql("its definition has a clause that dbm does not write");
        }
        String body = item.body()
                .map(text -> "\nAS " + dollars(text) + text + dollars(text))
                .orElse("");
        String word = item.kind().equals("procedure") ? "PROCEDURE " : "FUNCTION ";
        return "CREATE OR REPLACE " + word + name.plain() + head + body + ";";
    }

    private static String dollars(String body) {
        String tag = "$body$";
        for (int i = 1; body.contains(tag); i++) {
            tag = "$body" + i + "$";
        }
        return tag;
    }

    static String sequence(CatalogItem item) {
        return "CREATE SEQUENCE " + SqlName.of(item.object()).sql() + " " + SequenceOwner.options(item.definition())
                + ";";
    }

    static String changedSequence(CatalogItem item) {
        if (item.definition().contains(" FOR IDENTITY OF ")) {
            throw new NotSql("it counts for an identity column");
        }
        return "ALTER SEQUENCE " + SqlName.of(item.object()).sql() + " " + item.definition() + ";";
    }

    static String changedTable(CatalogItem is, String was) {
        if (is.definition().equals("TABLE") && was.equals("UNLOGGED TABLE")) {
            return alter(is, List.of("SET LOGGED"));
        }
        if (is.definition().equals("UNLOGGED TABLE") && was.equals("TABLE")) {
            return alter(is, List.of("SET UNLOGGED"));
        }
        throw new NotSql("the table would have to be made anew");
    }

    private static String type(CatalogUnit unit) {
        CatalogItem item = unit.items().get(0);
        String name = SqlName.of(item.object()).sql();
        if (item.definition().startsWith(EnumLabels.PREFIX)) {
            return "CREATE TYPE " + name + " AS " + item.definition() + ";";
        }
        if (item.definition().equals("COMPOSITE")) {
            return inOrder(unit, "attribute")
                    .map(attribute -> SqlName.of(attribute.object()).last() + " " + attribute.definition())
                    .collect(Collectors.joining(", ", "CREATE TYPE " + name + " AS (", ");"));
        }
        throw new NotSql("dbm does not write this kind of type");
    }

    /** Labels that were added to an enum, each at its place. */
    static List<String> addedLabels(CatalogItem is, String was) {
        if (!EnumLabels.addedOnly(was, is.definition())) {
            throw new NotSql("PostgreSQL cannot take a label out of an enum or move it");
        }
        List<String> before = EnumLabels.of(was);
        List<String> after = EnumLabels.of(is.definition());
        List<String> statements = new ArrayList<>();
        String place = "";
        for (String label : after) {
            if (!before.contains(label)) {
                String where = place.isEmpty() ? before.isEmpty() ? "" : " BEFORE " + before.get(0) : " AFTER " + place;
                statements.add("ALTER TYPE " + SqlName.of(is.object()).sql() + " ADD VALUE " + label + where + ";");
            }
            place = label;
        }
        return statements;
    }

    private static Optional<String> fact(CatalogUnit unit, String kind) {
        return unit.items().stream()
                .filter(item -> item.kind().equals(kind))
                .map(CatalogItem::definition)
                .findFirst();
    }

    private static String unterminated(String sql) {
        return sql.strip().replaceFirst(";$", "");
    }
}
