package dev.dbm.authoring;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Difference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Facts about objects, such as their comments and grants, as statements that set them or take them back. */
final class Facts {
    private static final Set<String> KNOWN =
            Set.of("comment", "owner", "grant", "options", "row-security", "replica-identity");

    /** Parts of a table, which COMMENT names together with it. */
    private static final Set<String> ON_TABLE = Set.of("constraint", "trigger", "rule", "policy");

    private Facts() {}

    static boolean knows(String kind) {
        return KNOWN.contains(kind);
    }

    static List<String> set(CatalogItem first, CatalogItem fact) {
        String value = fact.definition();
        return switch (fact.kind()) {
            case "comment" -> List.of(comment(first, fact.object(), SqlName.literal(value)));
            case "owner" -> List.of("ALTER " + about(fact.object()) + " OWNER TO " + SqlName.role(value) + ";");
            case "grant" -> grants(fact.object(), value, true);
            // a view's options stand in its CREATE
            case "options" -> first.kind().equals("view") ? List.of() : List.of(options(first, "SET", value));
            case "row-security" -> security(first, value);
            case "replica-identity" -> List.of(Written.alter(first, List.of("REPLICA IDENTITY " + identity(value))));
            default -> throw new NotSql("dbm does not write this kind of fact");
        };
    }

    static List<String> reset(CatalogItem first, Difference fact) {
        String was = fact.before().orElse("");
        return switch (fact.kind()) {
            case "comment" -> List.of(comment(first, fact.object(), "NULL"));
            case "grant" -> grants(fact.object(), was, false);
            case "options" -> List.of(options(first, "RESET", names(was)));
            case "row-security" -> security(first, "DISABLED");
            case "replica-identity" -> List.of(Written.alter(first, List.of("REPLICA IDENTITY DEFAULT")));
            default -> throw new NotSql("dbm does not write this kind of fact");
        };
    }

    static List<String> change(CatalogItem first, Difference difference, CatalogItem is) {
        List<String> statements = new ArrayList<>();
        switch (is.kind()) {
            case "grant" ->
                statements.addAll(grants(is.object(), difference.before().orElse(""), false));
            case "options" ->
                statements.add(options(first, "RESET", names(difference.before().orElse(""))));
            default -> {}
        }
        if (is.kind().equals("options")) {
            statements.add(options(first, "SET", is.definition()));
        } else {
            statements.addAll(set(first, is));
        }
        return statements;
    }

    private static String comment(CatalogItem first, String object, String text) {
        String kind = object.substring(0, object.indexOf(' '));
        SqlName name = SqlName.of(object.substring(kind.length() + 1));
        String word = word(kind.equals("attribute") ? "column" : kind);
        String about = ON_TABLE.contains(kind)
                ? name.last() + " ON " + (first.kind().equals("domain") ? "DOMAIN " : "") + name.owner()
                : name.sql();
        return "COMMENT ON " + word + " " + about + " IS " + text + ";";
    }

    private static String about(String object) {
        String kind = object.substring(0, object.indexOf(' '));
        return word(kind) + " "
                + SqlName.of(object.substring(kind.length() + 1)).sql();
    }

    private static String word(String kind) {
        return kind.replace('-', ' ').toUpperCase(Locale.ROOT);
    }

    /** Rights on top of the usual ones, or, where the fact says nothing, the usual ones taken away. */
    private static List<String> grants(String object, String rights, boolean given) {
        int to = object.lastIndexOf(" to ");
        String kind = object.substring(0, object.indexOf(' '));
        SqlName name = SqlName.of(object.substring(kind.length() + 1, to));
        String who = SqlName.role(object.substring(to + 4));
        if (rights.contains(" BY ") || rights.equals("nothing") && !given) {
            throw new NotSql("these are not the owner's own grants");
        }
        boolean column = kind.equals("column");
        String on =
                switch (kind) {
                    case "column" -> name.owner();
                    case "sequence", "function", "procedure", "schema", "type", "domain" ->
                        word(kind) + " " + name.sql();
                    default -> name.sql();
                };
        if (rights.equals("nothing")) {
            return List.of("REVOKE ALL ON " + on + " FROM " + who + ";");
        }
        List<String> plain = new ArrayList<>();
        List<String> further = new ArrayList<>();
        for (String right : rights.split(", ")) {
            boolean passes = right.endsWith(" WITH GRANT OPTION");
            String bare = right.replace(" WITH GRANT OPTION", "");
            (passes ? further : plain).add(column ? bare + " (" + name.last() + ")" : bare);
        }
        if (!given) {
            plain.addAll(further);
            return List.of("REVOKE " + String.join(", ", plain) + " ON " + on + " FROM " + who + ";");
        }
        List<String> statements = new ArrayList<>();
        if (!plain.isEmpty()) {
            statements.add("GRANT " + String.join(", ", plain) + " ON " + on + " TO " + who + ";");
        }
        if (!further.isEmpty()) {
            statements.add("GRANT " + String.join(", ", further) + " ON " + on + " TO " + who + " WITH GRANT OPTION;");
        }
        return statements;
    }

    private static String options(CatalogItem first, String verb, String options) {
        return Written.alter(first, List.of(verb + " (" + options + ")"));
    }

    private static String names(String options) {
        return Arrays.stream(options.split(", "))
                .map(option -> option.split("=", 2)[0])
                .collect(Collectors.joining(", "));
    }

    private static List<String> security(CatalogItem first, String state) {
        return List.of(
                Written.alter(
                        first, List.of((state.startsWith("ENABLED") ? "ENABLE" : "DISABLE") + " ROW LEVEL SECURITY")),
                Written.alter(
                        first, List.of((state.endsWith("FORCED") ? "FORCE" : "NO FORCE") + " ROW LEVEL SECURITY")));
    }

    private static String identity(String value) {
        if (value.startsWith("USING")) {
            throw new NotSql("the index that identifies its rows is told with that index");
        }
        return value;
    }
}
