package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.DefaultPrivileges;
import dev.dbm.postgres.Extensions;
import dev.dbm.postgres.Extensions.InstalledExtension;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.LockWatch;
import dev.dbm.postgres.Roles;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.postgres.catalog.CatalogScope;
import java.util.List;
import java.util.Set;

/** What the target's catalog holds at one moment, read without changing anything. */
record TargetCatalog(
        Snapshot snapshot,
        List<InstalledExtension> extensions,
        List<String> roles,
        List<String> defaultPrivileges,
        int serverMajor) {

    /**
     * Reads it.
     *
     * @throws ProblemException LOCK_TIMEOUT where somebody holds a lock that keeps it from being read; the sessions are named
     */
    static TargetCatalog read(Settings settings, Target target) {
        return read(settings, target.database());
    }

    static TargetCatalog read(Settings settings, Database database) {
        try (Session session = database.reading();
                LockWatch watch =
                        LockWatch.over(session, database::session, Locks.policy(settings, false), Progress.SILENT)) {
            try {
                return read(settings, database, session);
            } catch (DatabaseException e) {
                if (e.failure().lockNotAvailable() && watch.last().isPresent()) {
                    Problem busy = OwnFailures.problems(e).get(0);
                    throw new ProblemException(busy.withFact(watch.last().get().describe()), e);
                }
                throw e;
            }
        }
    }

    private static TargetCatalog read(Settings settings, Database database, Session session) {
        session.begin();
        List<InstalledExtension> extensions = Extensions.of(session);
        List<String> roles = Roles.names(session);
        List<String> defaultPrivileges = DefaultPrivileges.of(session, settings.schema(), settings.historyTable());
        Snapshot snapshot = new CatalogReader(session, scope(settings)).readAll();
        session.rollback();
        return new TargetCatalog(
                snapshot, extensions, roles, defaultPrivileges, database.facts().major());
    }

    static CatalogScope scope(Settings settings) {
        return new CatalogScope(settings.schema(), Set.of(settings.historyTable(), JournalTable.NAME));
    }
}
