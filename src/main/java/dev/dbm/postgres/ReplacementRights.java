package dev.dbm.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a role needs to put another database in the target's place: to make one for the target's owner, and to rename both. */
public final class ReplacementRights {
    private ReplacementRights() {}

    /**
     * What the session's role lacks, as the rest of a sentence about it; empty where nothing is known to be missing. What a server
     * forbids for reasons of its own shows only when it is tried.
     */
    public static Optional<String> missing(Session session) {
        return session.queryOne(
                        "SELECT r.rolsuper OR r.rolcreatedb, pg_catalog.pg_has_role(d.datdba, 'USAGE'), d.datname"
                                + " FROM pg_catalog.pg_database d, pg_catalog.pg_roles r"
                                + " WHERE d.datname = current_database() AND r.rolname = current_user",
                        row -> {
                            List<String> lacks = new ArrayList<>();
                            if (!row.getBoolean(1)) {
                                lacks.add("lacks CREATEDB");
                            }
                            if (!row.getBoolean(2)) {
                                lacks.add("does not own " + row.getString(3));
                            }
                            return String.join(" and ", lacks);
                        })
                .filter(lacks -> !lacks.isEmpty());
    }
}
