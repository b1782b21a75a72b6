package dev.dbm.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Scratches whose owner is dead, also those that no run removes by itself: another role's, or with somebody inside. Nothing whose
 * name is not a scratch's is ever dropped.
 */
public final class ScratchLeftovers {
    private static final String DATABASES =
            """
            SELECT d.datname, pg_get_userbyid(d.datdba),
                   (SELECT string_agg(concat_ws(' ', 'process', a.pid, a.application_name), ', ' ORDER BY a.pid)
                      FROM pg_stat_activity a WHERE a.datname = d.datname)
              FROM pg_database d WHERE d.datname LIKE ? ORDER BY 1
            """;
    private static final String SCHEMAS =
            "SELECT n.nspname, pg_get_userbyid(n.nspowner), NULL FROM pg_namespace n WHERE n.nspname LIKE ? ORDER BY 1";

    private ScratchLeftovers() {}

    /**
     * One of them.
     *
     * @param kind {@code database} or {@code schema}
     * @param owner the role that made it
     * @param inside who is connected to it
     */
    public record Leftover(String kind, String name, String owner, Optional<String> inside) {}

    /** Those of this server, and of this database. */
    public static List<Leftover> find(Session session) {
        List<Leftover> all = new ArrayList<>(read(session, "database", DATABASES));
        all.addAll(read(session, "schema", SCHEMAS));
        Set<ScratchName.Owner> living = ScratchName.living(session);
        return all.stream()
                .filter(left -> ScratchName.parse(left.name())
                        .filter(name -> !name.hasOwnerAmong(living))
                        .isPresent())
                .toList();
    }

    private static List<Leftover> read(Session session, String kind, String sql) {
        return session.query(
                sql,
                row -> new Leftover(kind, row.getString(1), row.getString(2), Optional.ofNullable(row.getString(3))),
                ScratchName.PREFIX.replace("_", "\\_") + "%");
    }

    /** Drops one, and ends who is inside. */
    public static void drop(Session session, Leftover left) {
        String name = ScratchName.require(left.name());
        if (left.kind().equals("schema")) {
            Schemas.drop(session, name);
            return;
        }
        session.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ? AND pid <> pg_backend_pid()",
                row -> row.getBoolean(1),
                name);
        session.execute("DROP DATABASE " + Identifiers.quote(name));
    }
}
