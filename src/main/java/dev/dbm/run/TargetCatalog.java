package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.Extensions;
import dev.dbm.postgres.Extensions.InstalledExtension;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Roles;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.postgres.catalog.CatalogScope;
import java.util.List;
import java.util.Set;

/** What the target's catalog holds at one moment, read without changing anything. */
record TargetCatalog(Snapshot snapshot, List<InstalledExtension> extensions, List<String> roles, int serverMajor) {

    static TargetCatalog read(Settings settings, Target target) {
        return read(settings, target.database());
    }

    static TargetCatalog read(Settings settings, Database database) {
        try (Session session = database.dedicated()) {
            session.begin();
            List<InstalledExtension> extensions = Extensions.of(session);
            List<String> roles = Roles.names(session);
            Snapshot snapshot = new CatalogReader(session, scope(settings)).readAll();
            session.rollback();
            return new TargetCatalog(
                    snapshot, extensions, roles, database.facts().major());
        }
    }

    static CatalogScope scope(Settings settings) {
        return new CatalogScope(settings.schema(), Set.of(settings.historyTable(), JournalTable.NAME));
    }
}
