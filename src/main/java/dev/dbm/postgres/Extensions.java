package dev.dbm.postgres;

import java.util.ArrayList;
import java.util.List;

/** The extensions of a database. */
public final class Extensions {
    private Extensions() {}

    /**
     * An extension (catalog pg_extension).
     *
     * @param schema where its objects are
     */
    public record InstalledExtension(String name, String version, String schema) {}

    /** What is installed, each after those that it requires. */
    public static List<InstalledExtension> of(Session session) {
        return session.query(
                """
                SELECT e.extname, e.extversion, n.nspname
                  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY e.oid
                """,
                row -> new InstalledExtension(row.getString(1), row.getString(2), row.getString(3)));
    }

    /**
     * Installs those that are not there, each in its schema and version.
     *
     * @return a remark for each that could not be had, or not in that version
     */
    public static List<String> install(Session session, List<InstalledExtension> wanted) {
        List<String> remarks = new ArrayList<>();
        for (InstalledExtension extension : wanted) {
            install(session, extension, remarks);
        }
        return remarks;
    }

    private static void install(Session session, InstalledExtension extension, List<String> remarks) {
        String schema = Identifiers.quote(extension.schema());
        String create = "CREATE EXTENSION IF NOT EXISTS " + Identifiers.quote(extension.name()) + " SCHEMA " + schema;
        try {
            if (!extension.schema().startsWith("pg_")) {
                session.execute("CREATE SCHEMA IF NOT EXISTS " + schema);
            }
            session.execute(create + " VERSION " + Identifiers.literal(extension.version()) + " CASCADE");
        } catch (DatabaseException e) {
            if (e.failure().sqlState().equals("22023")) {
                anyVersion(session, extension, create, remarks);
            } else {
                remarks.add(failed(extension, e));
            }
        }
    }

    // 22023: the server has the extension, and no script that makes this version.
    private static void anyVersion(Session session, InstalledExtension extension, String create, List<String> remarks) {
        try {
            session.execute(create + " CASCADE");
            remarks.add("Extension " + extension.name() + " is not in version " + extension.version()
                    + " on the scratch: its server has no such version.");
        } catch (DatabaseException e) {
            remarks.add(failed(extension, e));
        }
    }

    private static String failed(InstalledExtension extension, DatabaseException e) {
        if (e.failure().connectionLost()) {
            throw e;
        }
        return "Extension " + extension.name() + " could not be installed on the scratch: "
                + e.failure().message() + ".";
    }
}
