package dev.dbm.postgres.catalog;

import dev.dbm.postgres.Identifiers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Collectors;

/**
 * Turns a query with macros into SQL for one server. Names in the queries are PostgreSQL's own: they run with {@code
 * search_path = pg_catalog}. The macros, each in braces:
 *
 * <ul>
 *   <li>{@code role X}: the name of role X; {@code PUBLIC}; or {@link CatalogReader#SELF} for the connecting role
 *   <li>{@code grants T ACL OWNER}: facts on what ACL (of an object of acldefault's type T) grants beyond the default
 *   <li>{@code comment CATALOG OID [COLUMN]}: the object's comment
 *   <li>{@code fact KIND EXPRESSION}: a fact about the row's object, where the expression is not null
 *   <li>{@code options ARRAY}: an array of options, sorted
 *   <li>{@code qualified NAMESPACE NAME}: a qualified name from a namespace's OID and a name
 *   <li>{@code users NAMESPACE}: whether a row of pg_namespace is not PostgreSQL's own
 *   <li>{@code unowned CATALOG OID}: whether no extension owns the object
 *   <li>{@code only OID}: nothing in a full read; else a test that the unit is asked for
 *   <li>{@code hidden SCHEMA NAME}: whether a relation is out of scope
 *   <li>{@code since MAJOR A ||| B}: A from that major version on, else B
 * </ul>
 */
final class SqlTemplate {
    private final int major;
    private final long self;
    private final long keeper;
    private final CatalogScope scope;

    SqlTemplate(int major, long self, long keeper, CatalogScope scope) {
        this.major = major;
        this.self = self;
        this.keeper = keeper;
        this.scope = scope;
    }

    /** SQL that reads every unit. */
    String whole(String template) {
        return expand(template, false);
    }

    /** SQL that reads the units in its one parameter, an array of OIDs. */
    String some(String template) {
        return expand(template, true);
    }

    private String expand(String template, boolean some) {
        StringBuilder sql = new StringBuilder(template.length() * 2);
        Deque<Integer> open = new ArrayDeque<>();
        int done = 0;
        for (int i = brace(template, 0); i < template.length(); i = brace(template, i + 1)) {
            if (template.charAt(i) == '}' && !open.isEmpty()) {
                // A macro may stand in another's argument: the innermost is closed, and so replaced, first.
                sql.append(template, done, i);
                int start = open.pop();
                String macro = sql.substring(start);
                int space = macro.indexOf(' ');
                sql.setLength(start);
                sql.append(replacement(
                        macro.substring(0, space), macro.substring(space).strip(), some));
                done = i + 1;
            } else if (template.charAt(i) == '{' && Character.isLowerCase(template.charAt(i + 1))) {
                sql.append(template, done, i);
                open.push(sql.length());
                done = i + 1;
            }
        }
        return sql.append(template, done, template.length()).toString();
    }

    /** Where the next brace is from there on; the template's end where there is none. */
    private static int brace(String template, int from) {
        int opening = template.indexOf('{', from);
        int closing = template.indexOf('}', from);
        int none = template.length();
        return Math.min(opening < 0 ? none : opening, closing < 0 ? none : closing);
    }

    // Names inside the macros end in an underscore, so that they hide nothing of the query around them.
    private String replacement(String macro, String argument, boolean some) {
        List<String> words = firstWords(argument);
        return switch (macro) {
            case "role" -> role(argument);
            case "grants" -> grants(words.get(0), words.get(1), words.get(2));
            case "comment" -> comment(words.get(0), words.get(1), words.size() > 2 ? words.get(2) : "0");
            case "fact" -> fact(words.get(0), argument.substring(words.get(0).length()));
            case "options" -> "array_to_string(ARRAY(SELECT unnest(" + argument + ") COLLATE \"C\" ORDER BY 1), ', ')";
            case "qualified" ->
                "(SELECT quote_ident(q_.nspname) FROM pg_namespace q_ WHERE q_.oid = " + words.get(0)
                        + ") || '.' || quote_ident(" + words.get(1) + ")";
            case "users" ->
                "left(" + argument + ".nspname, 3) <> 'pg_' AND " + argument + ".nspname <> 'information_schema'";
            case "unowned" ->
                "NOT EXISTS (SELECT 1 FROM pg_depend e_ WHERE e_.classid = '" + words.get(0)
                        + "'::regclass AND e_.objid = " + words.get(1)
                        + " AND e_.refclassid = 'pg_extension'::regclass AND e_.deptype = 'e')";
            case "only" -> some ? "AND " + argument + " = ANY ($1)" : "";
            case "hidden" -> hidden(words.get(0), words.get(1));
            case "since" -> since(argument);
            default -> throw new IllegalArgumentException("no macro " + macro);
        };
    }

    /** As many words as an argument of words has at most. */
    private static List<String> firstWords(String argument) {
        StringTokenizer words = new StringTokenizer(argument);
        List<String> first = new ArrayList<>();
        while (first.size() < 3 && words.hasMoreTokens()) {
            first.add(words.nextToken());
        }
        return first;
    }

    private String role(String oid) {
        return "CASE " + oid + " WHEN 0 THEN 'PUBLIC' WHEN " + self + " THEN '" + CatalogReader.SELF
                + (keeper == self ? "" : "' WHEN " + keeper + " THEN '" + CatalogReader.SELF)
                + "' ELSE pg_get_userbyid(" + oid + ") END";
    }

    // A null ACL is the default one. What is told is how the ACL differs from it, so that writing the default out tells
    // nothing.
    private String grants(String type, String acl, String owner) {
        return "CASE WHEN " + acl
                + " IS NOT NULL THEN (SELECT string_agg('grant' || chr(31) || coalesce(has.who, had.who)"
                + " || chr(31) || coalesce(has.what, 'nothing'), chr(30)) FROM " + granted(acl, owner)
                + " has FULL JOIN " + granted("acldefault('" + type + "', " + owner + ")", owner)
                + " had ON has.who = had.who WHERE has.what IS DISTINCT FROM had.what) END";
    }

    private String granted(String acl, String owner) {
        return "(SELECT " + role("x_.grantee") + " AS who, string_agg(DISTINCT (x_.privilege_type"
                + " || CASE WHEN x_.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"
                + " || CASE WHEN x_.grantor <> " + owner + " THEN ' BY ' || " + role("x_.grantor")
                + " ELSE '' END) COLLATE \"C\", ', ')"
                + " AS what FROM aclexplode(" + acl + ") x_ GROUP BY 1)";
    }

    private static String comment(String catalog, String oid, String column) {
        return "(SELECT m_.description FROM pg_description m_ WHERE m_.objoid = " + oid + " AND m_.classoid = '"
                + catalog + "'::regclass AND m_.objsubid = " + column + ")";
    }

    private static String fact(String kind, String expression) {
        return "'" + kind + "' || chr(31) || chr(31) || (" + expression.strip() + ")";
    }

    private String hidden(String schema, String name) {
        if (scope.excludedTables().isEmpty()) {
            return "false";
        }
        String names = scope.excludedTables().stream()
                .sorted()
                .map(Identifiers::literal)
                .collect(Collectors.joining(", "));
        return "(" + schema + " = " + Identifiers.literal(scope.historySchema()) + " AND " + name + " IN (" + names
                + "))";
    }

    private String since(String argument) {
        int space = argument.indexOf(' ');
        String[] choice = argument.substring(space).split("\\|\\|\\|", 2);
        boolean newer = major >= Integer.parseInt(argument.substring(0, space));
        return newer ? choice[0].strip() : choice.length > 1 ? choice[1].strip() : "";
    }
}
