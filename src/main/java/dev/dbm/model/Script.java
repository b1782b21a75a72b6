package dev.dbm.model;

import java.util.List;
import java.util.Optional;

/**
 * A migration script as it was read: its text and what can be said of it without a server.
 *
 * @param kind what the script is for
 * @param path the file as the user would name it, with {@code /} between folders
 * @param fileName what the schema history records: the path within the migrations folder, as a rule the last part of it
 * @param description what the file's name says after {@code __}, with spaces for underscores
 * @param sql the text, without a byte order mark
 * @param checksum Flyway's checksum of the text
 * @param config the {@code .conf} file beside it
 * @param directives what its {@code -- dbm:} comments say, in the order of the file
 * @param traits what reading its statements told
 */
public record Script(
        Kind kind,
        String path,
        String fileName,
        String description,
        String sql,
        int checksum,
        ScriptConfig config,
        List<Directive> directives,
        Traits traits) {

    public Script {
        directives = List.copyOf(directives);
    }

    /** What a script is for, and the letter that its name begins with. */
    public enum Kind {
        FORWARD("V"),
        UNDO("U"),
        REPEATABLE("R"),
        FIXTURE("F"),
        CHECK("");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        public String prefix() {
            return prefix;
        }
    }

    /**
     * What the statements of a script tell about it.
     *
     * @param statements how many statements it has; 0 for an empty or comment-only script
     * @param changes whether any of them is DDL or DML (a bare SELECT, SET or empty script changes nothing)
     * @param wrapped whether the whole script stands between its own BEGIN and COMMIT, which dbm skips
     * @param clusterWide statements whose effect leaves the database (roles, tablespaces, databases, ALTER SYSTEM, COPY
     *     PROGRAM, server-side files, dblink, foreign servers); a scratch beside the target cannot hold them
     * @param schemas the schemas that names in the text mention, folded as PostgreSQL folds them; may hold more (an alias
     *     before a column)
     * @param nonTransactional whether all that it changes is done by statements that PostgreSQL refuses inside a transaction
     *     block, so that it runs without one unless its .conf says otherwise
     */
    public record Traits(
            int statements,
            boolean changes,
            boolean wrapped,
            List<Mention> clusterWide,
            List<Mention> schemas,
            boolean nonTransactional) {
        public Traits {
            clusterWide = List.copyOf(clusterWide);
            schemas = List.copyOf(schemas);
        }

        /** The traits of a script that can run in a transaction. */
        public Traits(
                int statements, boolean changes, boolean wrapped, List<Mention> clusterWide, List<Mention> schemas) {
            this(statements, changes, wrapped, clusterWide, schemas, false);
        }
    }

    /** Something that the text mentions, and the line, counted from 1. */
    public record Mention(int line, String what) {}

    /** The same script with another checksum: Flyway takes a repeatable's after filling in its placeholders. */
    public Script withChecksum(int other) {
        return new Script(kind, path, fileName, description, sql, other, config, directives, traits);
    }

    /** Whether dbm wraps the script in a transaction: unless its .conf, a directive or its only statements say otherwise. */
    public boolean transactional() {
        return config.executeInTransaction().orElse(!traits.nonTransactional())
                && directives.stream().noneMatch(Directive.NoTransaction.class::isInstance);
    }

    /** Why the migration cannot be undone, where the undo script says so. */
    public Optional<Directive.Irreversible> irreversible() {
        return directives.stream()
                .filter(Directive.Irreversible.class::isInstance)
                .map(Directive.Irreversible.class::cast)
                .findFirst();
    }

    /** The differences that the undo script asks to accept. */
    public List<Directive.Assume> assumptions() {
        return directives.stream()
                .filter(Directive.Assume.class::isInstance)
                .map(Directive.Assume.class::cast)
                .toList();
    }
}
