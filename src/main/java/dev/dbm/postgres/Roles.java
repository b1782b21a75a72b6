package dev.dbm.postgres;

import java.util.List;

/** The roles of a server (catalog pg_roles). */
public final class Roles {
    private Roles() {}

    /** The names of all roles but PostgreSQL's own. */
    public static List<String> names(Session session) {
        return session.query(
                "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname",
                row -> row.getString(1));
    }

    /** Creates those that are not there, without the right to log in: scripts only grant to them. */
    public static void createMissing(Session session, List<String> names) {
        List<String> there = names(session);
        for (String name : names) {
            if (!there.contains(name)) {
                session.execute("CREATE ROLE " + Identifiers.quote(name) + " NOLOGIN");
            }
        }
    }
}
