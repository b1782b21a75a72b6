package dev.dbm.source;

import java.util.Optional;

/** What the first words of a statement tell about it (manual: part VI, "SQL Commands"). */
final class StatementKinds {
    private StatementKinds() {}

    /**
     * Whether it may change schema or rows. Only what certainly changes nothing is left out; maintenance that has no opposite
     * (VACUUM, ANALYZE, REINDEX) changes nothing that an undo could give back. A query is looked at elsewhere.
     */
    static boolean changes(StatementHead head) {
        return switch (head.keyword()) {
            case "SELECT",
                    "WITH",
                    "VALUES",
                    "TABLE",
                    "EXPLAIN",
                    "SHOW",
                    "SET",
                    "RESET",
                    "DISCARD",
                    "LISTEN",
                    "UNLISTEN",
                    "NOTIFY",
                    "LOAD",
                    "LOCK",
                    "PREPARE",
                    "DEALLOCATE",
                    "DECLARE",
                    "FETCH",
                    "MOVE",
                    "CLOSE",
                    "CHECKPOINT",
                    "ANALYZE",
                    "ANALYSE",
                    "VACUUM",
                    "REINDEX" -> false;
            case "CLUSTER" -> head.has("USING");
            case "COPY" -> head.has("FROM");
            case "" -> false;
            default -> !controlsTransaction(head);
        };
    }

    /** Whether it begins, ends or divides a transaction. */
    static boolean controlsTransaction(StatementHead head) {
        return switch (head.keyword()) {
            case "BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" -> true;
            case "START", "PREPARE" -> head.is(1, "TRANSACTION");
            default -> false;
        };
    }

    /** BEGIN or START TRANSACTION without options. */
    static boolean opensPlainly(StatementHead head) {
        return switch (head.keyword()) {
            case "BEGIN" -> head.count() == 1 || head.count() == 2 && head.is(1, "WORK", "TRANSACTION");
            case "START" -> head.count() == 2 && head.is(1, "TRANSACTION");
            default -> false;
        };
    }

    /** COMMIT or END; {@code AND NO CHAIN} is what they do anyway. */
    static boolean closesPlainly(StatementHead head) {
        if (!head.keyword().equals("COMMIT") && !head.keyword().equals("END")) {
            return false;
        }
        int next = head.is(1, "WORK", "TRANSACTION") ? 2 : 1;
        return head.count() == next
                || head.count() == next + 3
                        && head.is(next, "AND")
                        && head.is(next + 1, "NO")
                        && head.is(next + 2, "CHAIN");
    }

    /**
     * Whether PostgreSQL refuses it inside a transaction block (the commands that call {@code PreventInTransactionBlock}).
     * CREATE and DROP SUBSCRIPTION do so only with a replication slot, but always count, as with Flyway.
     */
    static boolean refusesTransaction(StatementHead head) {
        return switch (head.keyword()) {
            case "CREATE" -> switchCreate(head);
            case "DROP" ->
                head.is(1, "DATABASE", "TABLESPACE")
                        || head.is(1, "SUBSCRIPTION")
                        || head.is(1, "INDEX") && head.is(2, "CONCURRENTLY");
            case "ALTER" ->
                head.is(1, "SYSTEM")
                        || head.is(1, "DATABASE") && head.has("TABLESPACE")
                        || head.is(1, "SUBSCRIPTION") && (head.has("REFRESH") || head.has("PUBLICATION"))
                        || head.is(1, "TABLE") && head.has("CONCURRENTLY") && head.has("DETACH");
            case "REINDEX" ->
                head.has("CONCURRENTLY") || head.has("SCHEMA") || head.has("DATABASE") || head.has("SYSTEM");
            case "VACUUM" -> true;
            case "CLUSTER" -> head.count() == 1 || head.count() == 2 && head.is(1, "VERBOSE");
            case "DISCARD" -> head.is(1, "ALL");
            default -> false;
        };
    }

    private static boolean switchCreate(StatementHead head) {
        int index = head.is(1, "UNIQUE") ? 2 : 1;
        return head.is(1, "DATABASE", "TABLESPACE")
                || head.is(1, "SUBSCRIPTION")
                || head.is(index, "INDEX") && head.is(index + 1, "CONCURRENTLY");
    }

    /** What it does outside of its own database, in a few words; such a statement cannot be tried beside the target. */
    static Optional<String> clusterWide(StatementHead head) {
        switch (head.keyword()) {
            case "CREATE", "ALTER", "DROP":
                return object(head.keyword(), head);
            case "GRANT", "REVOKE":
                return grant(head);
            case "REASSIGN":
                // Both reach the shared objects too: databases, tablespaces, and rights on them.
                return head.is(1, "OWNED") ? Optional.of("REASSIGN OWNED") : Optional.empty();
            case "COMMENT", "SECURITY":
                return label(head);
            case "COPY":
                return copy(head);
            case "IMPORT":
                return Optional.of("IMPORT FOREIGN SCHEMA");
            default:
                return Optional.empty();
        }
    }

    private static Optional<String> object(String verb, StatementHead head) {
        for (String kind : new String[] {"ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SUBSCRIPTION", "SERVER"}) {
            if (head.is(1, kind)) {
                boolean mapping = kind.equals("USER") && head.is(2, "MAPPING");
                return Optional.of(verb + " " + kind + (mapping ? " MAPPING" : ""));
            }
        }
        if (verb.equals("ALTER") && head.is(1, "SYSTEM")) {
            return Optional.of("ALTER SYSTEM");
        }
        if (verb.equals("DROP") && head.is(1, "OWNED")) {
            return Optional.of("DROP OWNED");
        }
        return Optional.empty();
    }

    /** Membership in a role has no ON; rights on what all databases share name it after ON. */
    private static Optional<String> grant(StatementHead head) {
        int on = head.find("ON", 1);
        int receiver = head.find(head.keyword().equals("GRANT") ? "TO" : "FROM", 1);
        if (on < 0 && receiver > 0) {
            return Optional.of(head.keyword() + " of a role");
        }
        if (head.is(on + 1, "DATABASE", "TABLESPACE") || head.is(on + 1, "PARAMETER")) {
            return Optional.of(head.keyword() + " on a database, tablespace or parameter");
        }
        return Optional.empty();
    }

    private static Optional<String> label(StatementHead head) {
        int on = head.find("ON", 1);
        if (head.is(on + 1, "DATABASE", "ROLE") || head.is(on + 1, "TABLESPACE", "SUBSCRIPTION")) {
            return Optional.of(head.keyword() + " on a database, role, tablespace or subscription");
        }
        return Optional.empty();
    }

    private static Optional<String> copy(StatementHead head) {
        int direction = Math.max(head.find("FROM", 1), head.find("TO", 1));
        if (direction > 0 && head.is(direction + 1, "PROGRAM")) {
            return Optional.of("COPY with a PROGRAM");
        }
        if (direction > 0 && head.isString(direction + 1)) {
            return Optional.of("COPY with a file of the server");
        }
        return Optional.empty();
    }
}
