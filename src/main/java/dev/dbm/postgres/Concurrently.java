package dev.dbm.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement that goes about its work {@code CONCURRENTLY}: in several transactions of its own, waiting for those of others in
 * between. It stands in nobody's way while it waits, and what breaks it off leaves an invalid index behind (manual: CREATE INDEX,
 * "Building Indexes Concurrently"); so it has no lock timeout.
 */
final class Concurrently {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\d_$]*)";
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    private static final Pattern CREATE = Pattern.compile("CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+CONCURRENTLY\\b.*", FLAGS);
    private static final Pattern NAMED = Pattern.compile(
            "CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+CONCURRENTLY\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(" + NAME
                    + ")\\s+ON\\s+(?:ONLY\\s+)?(" + NAME + "(?:\\s*\\.\\s*" + NAME + ")?).*",
            FLAGS);
    private static final Pattern REBUILD = Pattern.compile(
            "REINDEX\\s+(?:\\([^)]*\\)\\s*)?(?:INDEX|TABLE|SCHEMA|DATABASE)\\s+CONCURRENTLY\\b.*", FLAGS);
    private static final Pattern DROP = Pattern.compile("DROP\\s+INDEX\\s+CONCURRENTLY\\b.*", FLAGS);
    private static final Pattern DROP_NAMED = Pattern.compile(
            "DROP\\s+INDEX\\s+CONCURRENTLY\\s+(?:IF\\s+EXISTS\\s+)?(" + NAME + "(?:\\s*\\.\\s*" + NAME
                    + ")?)\\s*(?:CASCADE|RESTRICT)?\\s*",
            FLAGS);
    private static final Pattern DETACH =
            Pattern.compile("ALTER\\s+TABLE\\b.*\\bDETACH\\s+PARTITION\\b.*\\bCONCURRENTLY\\s*", FLAGS);

    private final String sql;

    private Concurrently(String sql) {
        this.sql = sql;
    }

    static Optional<Concurrently> of(String sql) {
        Concurrently found = new Concurrently(sql);
        boolean is = found.builds() || is(DROP, sql) || found.detaches();
        return is ? Optional.of(found) : Optional.empty();
    }

    private static boolean is(Pattern pattern, String sql) {
        return pattern.matcher(sql).matches();
    }

    /** Whether it leaves an invalid index when it is broken off. */
    boolean builds() {
        return is(CREATE, sql) || is(REBUILD, sql);
    }

    /** Whether it leaves a partition half detached when it is broken off, which only FINALIZE ends. */
    boolean detaches() {
        return is(DETACH, sql);
    }

    /** Runs something without a lock timeout, and puts the timeout back as the script had it. */
    static void withoutLockTimeout(Session session, Runnable work) {
        String before = session.queryOne("SELECT current_setting('lock_timeout')", row -> row.getString(1))
                .orElseThrow();
        session.execute("SET lock_timeout = 0");
        String back = "SET lock_timeout = " + Identifiers.literal(before);
        try {
            work.run();
        } catch (RuntimeException e) {
            try {
                session.execute(back);
            } catch (DatabaseException gone) {
                e.addSuppressed(gone);
            }
            throw e;
        }
        session.execute(back);
    }

    /** The invalid index that an earlier try left under the name that this one is about to make. */
    List<String> leftover(Session session) {
        Matcher named = NAMED.matcher(sql);
        if (!named.matches()) {
            return List.of();
        }
        return session.query(
                "SELECT i.indexrelid::pg_catalog.regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c"
                        + " ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relname = ?"
                        + " AND i.indrelid = pg_catalog.to_regclass(?)",
                row -> row.getString(1),
                unquoted(named.group(1)),
                named.group(2));
    }

    /** Whether the index that it makes stands, or the one that it drops is gone; empty where its name cannot be told. */
    Optional<Boolean> done(Session session) {
        Matcher named = NAMED.matcher(sql);
        if (named.matches()) {
            return session.queryOne(
                    "SELECT EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
                            + " WHERE i.indisvalid AND c.relname = ? AND i.indrelid = pg_catalog.to_regclass(?))",
                    row -> row.getBoolean(1),
                    unquoted(named.group(1)),
                    named.group(2));
        }
        Matcher dropped = DROP_NAMED.matcher(sql);
        return dropped.matches()
                ? session.queryOne(
                        "SELECT pg_catalog.to_regclass(?) IS NULL", row -> row.getBoolean(1), dropped.group(1))
                : Optional.empty();
    }

    /** Drops these indexes, one by one and concurrently. */
    static void drop(Session session, List<String> indexes) {
        for (String index : new ArrayList<>(indexes)) {
            withoutLockTimeout(session, () -> session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index));
        }
    }

    private static String unquoted(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }
}
