package dev.dbm.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What belongs to a database itself and is in no dump of it: owner, encoding and collation, tablespace, limit of connections, grants,
 * settings, comment. A database that is to take another's place needs all of it.
 *
 * @param create the statement that makes the twin
 * @param furnish the statements that give it the rest
 */
record DatabaseTwin(String create, List<String> furnish) {

    /** A twin of the target under that name; the session is in another database of the same server. */
    static DatabaseTwin of(Session session, Database target, String name) {
        String old = target.address().database();
        int major = target.facts().major();
        String place = session.queryOne(
                        "SELECT ' OWNER ' || quote_ident(pg_get_userbyid(d.datdba)) || ' CONNECTION LIMIT ' || d.datconnlimit"
                                // To name the default one takes a right on it that nobody needs who does not name it.
                                + " || CASE t.spcname WHEN 'pg_default' THEN '' ELSE ' TABLESPACE ' || quote_ident(t.spcname) END"
                                + " FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace"
                                + " WHERE d.datname = ?",
                        row -> row.getString(1),
                        old)
                .orElseThrow();
        List<String> furnish = new ArrayList<>();
        furnish.addAll(grants(session, old, name));
        furnish.addAll(settings(session, old, name));
        comment(session, old, name).ifPresent(furnish::add);
        return new DatabaseTwin(
                NewDatabase.create(name, NewDatabase.locale(target.facts().locale(), major) + place, major), furnish);
    }

    // Without a list of grants the defaults hold, which the twin has by itself.
    private static List<String> grants(Session session, String old, String name) {
        List<String> grants = session.query(
                "SELECT a.privilege_type || ' ON DATABASE ' || quote_ident(?) || ' TO '"
                        + " || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
                        + " || CASE WHEN a.is_grantable AND a.grantee <> d.datdba THEN ' WITH GRANT OPTION' ELSE '' END"
                        + " FROM pg_catalog.pg_database d, aclexplode(d.datacl) a WHERE d.datname = ? ORDER BY a.grantee",
                row -> "GRANT " + row.getString(1),
                name,
                old);
        boolean listed = session.queryOne(
                        "SELECT datacl IS NOT NULL FROM pg_catalog.pg_database WHERE datname = ?",
                        row -> row.getBoolean(1),
                        old)
                .orElseThrow();
        List<String> all = new ArrayList<>();
        if (listed) {
            all.add("REVOKE ALL ON DATABASE " + Identifiers.quote(name) + " FROM PUBLIC");
            all.addAll(grants);
        }
        return all;
    }

    private static List<String> settings(Session session, String old, String name) {
        String database = Identifiers.quote(name);
        return session.query(
                "SELECT quote_ident(r.rolname), setting FROM pg_catalog.pg_db_role_setting s"
                        + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS setting"
                        + " WHERE s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = ?)"
                        + " ORDER BY 1 NULLS FIRST, 2",
                row -> (row.getString(1) == null
                                ? "ALTER DATABASE " + database
                                : "ALTER ROLE " + row.getString(1) + " IN DATABASE " + database)
                        + NewDatabase.set(row.getString(2)),
                old);
    }

    private static Optional<String> comment(Session session, String old, String name) {
        return session.queryOne(
                        "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_catalog.pg_database"
                                + " WHERE datname = ?",
                        row -> row.getString(1),
                        old)
                .filter(text -> !text.isEmpty())
                .map(text -> "COMMENT ON DATABASE " + Identifiers.quote(name) + " IS " + Identifiers.literal(text));
    }
}
