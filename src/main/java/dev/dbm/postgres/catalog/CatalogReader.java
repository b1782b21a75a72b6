package dev.dbm.postgres.catalog;

import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.KeptQueries;
import dev.dbm.postgres.RoundTrip;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.WriteLocks;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Reads snapshots of a database's catalog: all of it, or only what an open transaction touched. A full read leaves the session's settings as they were. Needs no rights beyond those to connect.
 */
public final class CatalogReader {
    /**
     * What the connecting role, and the one that the schema history belongs to, are called in owners and grants: so a database built by
     * another role compares equal, and one that only reads sees what the migrating role would.
     */
    public static final String SELF = "<self>";

    // Which rare kinds there are. What initdb makes has smaller OIDs (manual: "System Catalog Initial Data", OID
    // Assignment), and to plan the queries for kinds that are not there takes longer than all else in a small database.
    private static final String PRESENT = Source.ALL.stream()
            .filter(Source::seldom)
            .map(source -> "SELECT '" + source.catalog() + "' WHERE EXISTS (SELECT FROM pg_catalog." + source.catalog()
                    + " WHERE oid >= 16384)")
            .collect(Collectors.joining(" UNION ALL "));

    private final Session session;
    private final KeptQueries kept;
    private final Statements statements;
    private final UnaryOperator<Map<CatalogUnit.Id, CatalogUnit>> view;

    /** A reader for one session; asks the server for its version and the role's identity. */
    public CatalogReader(Session session, CatalogScope scope) {
        this(session, new KeptQueries(session), statements(session, scope), UnaryOperator.identity());
    }

    private CatalogReader(
            Session session,
            KeptQueries kept,
            Statements statements,
            UnaryOperator<Map<CatalogUnit.Id, CatalogUnit>> view) {
        this.session = session;
        this.kept = kept;
        this.statements = statements;
        this.view = view;
    }

    /** A reader that sees only this schema, and shows it under the name of the one that it stands for. */
    public CatalogReader standingFor(String schema, String shownAs) {
        return new CatalogReader(session, kept, statements, new RenamedSchema(schema, shownAs));
    }

    private static Statements statements(Session session, CatalogScope scope) {
        return session.queryOne(
                        "SELECT current_setting('server_version_num')::int / 10000, r.oid::bigint, coalesce((SELECT"
                                + " c.relowner::bigint FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                                + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ANY (?) AND c.relkind = 'r'"
                                + " ORDER BY c.oid LIMIT 1), r.oid::bigint)"
                                + " FROM pg_catalog.pg_roles r WHERE r.rolname = session_user",
                        row -> Statements.of(row.getInt(1), row.getLong(2), row.getLong(3), scope),
                        scope.historySchema(),
                        scope.excludedTables().toArray(String[]::new))
                .orElseThrow();
    }

    /** The whole catalog. */
    public Snapshot readAll() {
        kept.mayBeGone();
        return Pinned.read(session, this::all);
    }

    /** Marks where a leg begins: to be called first in its transaction. */
    public LegMark begin() {
        return TouchFinder.mark(session.connection());
    }

    /**
     * The catalog as the leg's transaction, still open, leaves it: what it touched is read, and the rest taken from before. To be
     * called last in it, after deferred constraints were checked: the reading's settings stay until its end.
     *
     * @param before the catalog when the transaction began
     * @param mark what {@link #begin()} told in this transaction
     * @param spoken what this and earlier scripts may have done
     * @param locks gets the rows of the transaction's locks, which are read in the same message
     */
    public Snapshot readAfter(Snapshot before, LegMark mark, Spoken spoken, WriteLocks.Rows locks) {
        if (spoken.prepares()) {
            kept.mayBeGone();
        }
        Connection connection = session.connection();
        RoundTrip first = Pinned.last().then(locks.query(), locks::read, locks.parameters());
        Touched touched = TouchFinder.find(connection, first, mark, spoken);
        if (touched.everything()) {
            return all();
        }
        Set<CatalogUnit.Id> asked = asked(before, touched);
        Map<CatalogUnit.Id, CatalogUnit> read = some(asked, touched);
        Ripple ripple = Ripple.of(before.units(), read);
        if (ripple.everything()) {
            return all();
        }
        if (!ripple.sources().isEmpty()) {
            Touched dependents = Dependents.of(connection, ripple.sources());
            if (dependents.everything()) {
                return all();
            }
            Set<CatalogUnit.Id> more = asked(before, dependents);
            more.removeAll(read.keySet());
            Set<String> kinds = new HashSet<>(dependents.kinds());
            kinds.removeAll(touched.kinds());
            read.putAll(some(more, dependents.withKinds(kinds)));
            asked.addAll(more);
            asked.addAll(ofKinds(before, kinds));
        }
        return before.with(read, asked);
    }

    private Snapshot all() {
        Set<String> present = new HashSet<>();
        new RoundTrip().each(PRESENT, row -> present.add(row.getString(1))).run(session.connection());
        UnitBuilder builder = new UnitBuilder();
        KeptQueries.Message message = kept.message();
        for (Statements.OfSource statement : statements.all()) {
            Source source = statement.source();
            if (!source.seldom() || present.contains(source.catalog())) {
                statement.whole(message, rows -> builder.read(source, rows));
            }
        }
        message.send();
        return new Snapshot(view.apply(builder.units()));
    }

    private Map<CatalogUnit.Id, CatalogUnit> some(Set<CatalogUnit.Id> asked, Touched touched) {
        Map<String, List<Long>> oids = new HashMap<>();
        asked.forEach(id ->
                oids.computeIfAbsent(id.catalog(), key -> new ArrayList<>()).add(id.oid()));
        UnitBuilder builder = new UnitBuilder();
        KeptQueries.Message message = kept.message();
        for (Statements.OfSource statement : statements.all()) {
            Source source = statement.source();
            List<Long> wanted = oids.getOrDefault(source.catalog(), List.of());
            boolean may = source.parts() == 0 || (source.parts() & touched.parts()) != 0;
            if (source.byUnit() && !wanted.isEmpty() && may) {
                statement.some(message, wanted, rows -> builder.read(source, rows));
            } else if (touched.kinds().contains(source.catalog())) {
                statement.whole(message, rows -> builder.read(source, rows));
            }
        }
        message.send();
        return view.apply(builder.units());
    }

    /** The units that are read again, known or new, and those of the rare kinds that may now be gone. */
    private static Set<CatalogUnit.Id> asked(Snapshot before, Touched touched) {
        Set<CatalogUnit.Id> asked = ofKinds(before, touched.kinds());
        touched.units().forEach((catalog, oids) -> oids.forEach(oid -> asked.add(new CatalogUnit.Id(catalog, oid))));
        if (touched.domains()) {
            before.units().forEach((id, unit) -> {
                if (id.catalog().equals("pg_type") && unit.items().get(0).kind().equals("domain")) {
                    asked.add(id);
                }
            });
        }
        return asked;
    }

    private static Set<CatalogUnit.Id> ofKinds(Snapshot snapshot, Set<String> kinds) {
        Set<CatalogUnit.Id> ids = new HashSet<>();
        if (!kinds.isEmpty()) {
            snapshot.units().keySet().stream()
                    .filter(id -> kinds.contains(id.catalog()))
                    .forEach(ids::add);
        }
        return ids;
    }
}
