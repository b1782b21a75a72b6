package dev.dbm.authoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column's definition, as a snapshot holds it, taken apart into clauses.
 *
 * @param type with its collation
 * @param generated the expression of a generated column, with its storage
 */
record ColumnClauses(
        String type,
        boolean notNull,
        @Nullable String generated,
        @Nullable String standard,
        @Nullable String identity,
        @Nullable String storage,
        @Nullable String compression,
        @Nullable String statistics,
        @Nullable String options,
        boolean inherited) {
    private static final Pattern FORM = Pattern.compile(
            "(?<type>.+?(?: COLLATE \\S+)?)(?<null> NOT NULL)?"
                    + "(?: GENERATED ALWAYS AS (?<gen>\\(.*\\) (?:STORED|VIRTUAL))| DEFAULT (?<def>.+?))?"
                    + "(?: GENERATED (?<id>ALWAYS|BY DEFAULT) AS IDENTITY)?(?: STORAGE (?<sto>[A-Z]+))?"
                    + "(?: COMPRESSION (?<com>\\w+))?(?: STATISTICS (?<sta>\\d+))?(?: WITH \\((?<opt>[^()]*)\\))?"
                    + "(?<inh> INHERITED(?: AND LOCAL)?)?",
            Pattern.DOTALL);

    /** The clauses; empty where there is one that is not known here. */
    static Optional<ColumnClauses> of(String definition) {
        Matcher m = FORM.matcher(definition);
        return m.matches()
                ? Optional.of(new ColumnClauses(
                        m.group("type"),
                        m.group("null") != null,
                        m.group("gen"),
                        m.group("def"),
                        m.group("id"),
                        m.group("sto"),
                        m.group("com"),
                        m.group("sta"),
                        m.group("opt"),
                        m.group("inh") != null))
                : Optional.empty();
    }

    /** As it stands in CREATE TABLE and ADD COLUMN. */
    String inCreate(String identityOptions) {
        return type
                + (notNull ? " NOT NULL" : "")
                + (generated == null ? "" : " GENERATED ALWAYS AS " + generated)
                + (standard == null ? "" : " DEFAULT " + standard)
                + (identity == null ? "" : " GENERATED " + identity + " AS IDENTITY" + identityOptions);
    }

    /** What CREATE TABLE cannot say on all versions of PostgreSQL, as actions of ALTER TABLE. */
    List<String> afterCreate(String column) {
        List<String> actions = new ArrayList<>();
        String alter = "ALTER COLUMN " + column + " SET ";
        if (storage != null) {
            actions.add(alter + "STORAGE " + storage);
        }
        if (compression != null) {
            actions.add(alter + "COMPRESSION " + compression);
        }
        if (statistics != null) {
            actions.add(alter + "STATISTICS " + statistics);
        }
        if (options != null) {
            actions.add(alter + "(" + options + ")");
        }
        return actions;
    }

    /** Actions of ALTER TABLE that lead from this column to the other; empty where no honest ones are known. */
    Optional<List<String>> to(ColumnClauses other, String column) {
        boolean remade = !Objects.equals(generated, other.generated)
                || inherited != other.inherited
                || storage != null && other.storage == null
                || compression != null && other.compression == null
                || options != null && !options.equals(other.options);
        if (remade) {
            return Optional.empty();
        }
        List<String> actions = new ArrayList<>();
        String alter = "ALTER COLUMN " + column + " ";
        boolean retyped = !type.equals(other.type);
        boolean redefault = retyped && standard != null;
        if (redefault || standard != null && other.standard == null) {
            actions.add(alter + "DROP DEFAULT");
        }
        if (retyped) {
            String bare = other.type.replaceFirst(" COLLATE \\S+$", "");
            actions.add(alter + "TYPE " + other.type + " USING " + column + "::" + bare);
        }
        if (other.standard != null && (redefault || !other.standard.equals(standard))) {
            actions.add(alter + "SET DEFAULT " + other.standard);
        }
        if (identity != null && other.identity == null) {
            actions.add(alter + "DROP IDENTITY");
        }
        if (notNull != other.notNull) {
            actions.add(alter + (other.notNull ? "SET NOT NULL" : "DROP NOT NULL"));
        }
        if (other.identity != null && !other.identity.equals(identity)) {
            actions.add(alter
                    + (identity == null
                            ? "ADD GENERATED " + other.identity + " AS IDENTITY"
                            : "SET GENERATED " + other.identity));
        }
        if (!Objects.equals(statistics, other.statistics)) {
            actions.add(alter + "SET STATISTICS " + (other.statistics == null ? "-1" : other.statistics));
        }
        other.afterCreate(column).stream()
                .filter(action -> !action.contains(" SET STATISTICS ")
                        && !afterCreate(column).contains(action))
                .forEach(actions::add);
        return Optional.of(actions);
    }
}
