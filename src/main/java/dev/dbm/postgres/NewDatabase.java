package dev.dbm.postgres;

import java.util.Set;

/** The statements that make a database like another one, and drop one of dbm's own. */
final class NewDatabase {
    private static final Set<String> LIST_SETTINGS = Set.of(
            "search_path",
            "temp_tablespaces",
            "local_preload_libraries",
            "session_preload_libraries",
            "shared_preload_libraries",
            "unix_socket_directories");

    private NewDatabase() {}

    /**
     * Creates it with nothing in it.
     *
     * @param like what follows the template's name, such as {@link #locale}
     */
    static String create(String name, String like, int serverMajor) {
        // Copying template0 through the log is quicker than copying its files, which makes two checkpoints (manual:
        // CREATE
        // DATABASE, STRATEGY).
        return "CREATE DATABASE " + Identifiers.quote(name) + " TEMPLATE template0" + like
                + (serverMajor >= 15 ? " STRATEGY wal_log" : "");
    }

    /** Encoding and collation like those. */
    static String locale(ServerFacts.DatabaseLocale like, int serverMajor) {
        StringBuilder clause = new StringBuilder(" ENCODING " + Identifiers.literal(like.encoding()) + " LC_COLLATE "
                + Identifiers.literal(like.collate()) + " LC_CTYPE " + Identifiers.literal(like.ctype()));
        if (serverMajor < 15) {
            return clause.toString();
        }
        switch (like.provider()) {
            case "i" -> {
                clause.append(" LOCALE_PROVIDER icu");
                like.name().ifPresent(name -> clause.append(" ICU_LOCALE ").append(Identifiers.literal(name)));
                like.icuRules().ifPresent(rules -> clause.append(" ICU_RULES ").append(Identifiers.literal(rules)));
            }
            case "b" -> {
                clause.append(" LOCALE_PROVIDER builtin");
                like.name().ifPresent(name -> clause.append(" BUILTIN_LOCALE ").append(Identifiers.literal(name)));
            }
            default -> clause.append(" LOCALE_PROVIDER libc");
        }
        return clause.toString();
    }

    /**
     * What follows ALTER DATABASE or ALTER ROLE to keep a setting.
     *
     * @param setting {@code name=value} as the catalog keeps it
     */
    static String set(String setting) {
        String[] parts = setting.split("=", 2);
        // Settings that are lists are kept in the catalog as they are written in SQL; all others as plain text.
        boolean list = LIST_SETTINGS.contains(parts[0]);
        String value = list && !parts[1].isEmpty() ? parts[1] : Identifiers.literal(parts[1]);
        return " SET " + quoteSetting(parts[0]) + " = " + value;
    }

    // A setting of an extension has a dot between two names.
    private static String quoteSetting(String setting) {
        String[] names = setting.split("\\.", 2);
        return names.length == 1
                ? Identifiers.quote(names[0])
                : Identifiers.quote(names[0]) + "." + Identifiers.quote(names[1]);
    }

    /** Drops one of dbm's own with whoever is in it. */
    static void drop(Session session, String name, int serverMajor) {
        String quoted = Identifiers.quote(ScratchName.require(name));
        if (serverMajor >= 13) {
            session.execute("DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
        } else {
            session.query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?",
                    row -> row.getBoolean(1),
                    name);
            session.execute("DROP DATABASE IF EXISTS " + quoted);
        }
    }
}
