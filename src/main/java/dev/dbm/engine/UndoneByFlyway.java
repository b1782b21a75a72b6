package dev.dbm.engine;

import java.util.Date;
import java.util.List;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.extensibility.AppliedMigration;
import org.flywaydb.core.extensibility.MigrationType;
import org.flywaydb.core.internal.info.AppliedMigrationAttributes;
import org.flywaydb.core.internal.info.MigrationInfoContext;
import org.flywaydb.core.internal.schemahistory.BaseAppliedMigration;
import org.flywaydb.core.internal.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * The rows that {@code flyway undo} of the paid editions writes ({@code UNDO_SQL}, {@code UNDO_JDBC} ...). The open edition
 * throws when it meets one; with this plug-in, which Flyway finds as a service, it reads them as what they are: the end of
 * the last run of their version.
 */
public final class UndoneByFlyway extends BaseAppliedMigration {
    /** Flyway makes one to ask which rows it handles. */
    public UndoneByFlyway() {}

    private UndoneByFlyway(
            int rank,
            MigrationVersion version,
            String description,
            MigrationType type,
            String script,
            @Nullable Integer checksum,
            Date installedOn,
            String installedBy,
            int executionTime,
            boolean success) {
        super(rank, version, description, type, script, checksum, installedOn, installedBy, executionTime, success);
    }

    /** A type that only the history knows. */
    private record UndoType(String name) implements MigrationType {
        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean isSynthetic() {
            return false;
        }

        @Override
        public boolean isBaseline() {
            return false;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Goes before Flyway's own reader, which takes UNDO_SCRIPT rows for migrations. */
    @Override
    public int getPriority() {
        return 1;
    }

    @Override
    public boolean handlesType(String type) {
        return type.startsWith("UNDO_");
    }

    @Override
    public AppliedMigration create(
            int rank,
            MigrationVersion version,
            String description,
            String type,
            String script,
            @Nullable Integer checksum,
            Date installedOn,
            String installedBy,
            int executionTime,
            boolean success) {
        MigrationType kind = type.equals("UNDO_SCRIPT") ? CoreMigrationType.UNDO_SCRIPT : new UndoType(type);
        return new UndoneByFlyway(
                rank, version, description, kind, script, checksum, installedOn, installedBy, executionTime, success);
    }

    @Override
    public boolean isVersioned() {
        return false;
    }

    @Override
    public MigrationState getState(
            MigrationInfoContext context, boolean outOfOrder, @Nullable ResolvedMigration resolved) {
        return isSuccess() ? MigrationState.SUCCESS : MigrationState.FAILED;
    }

    @Override
    public void updateAttributes(List<Pair<AppliedMigration, AppliedMigrationAttributes>> earlier) {
        if (!isSuccess()) {
            return;
        }
        for (int i = earlier.size() - 1; i >= 0; i--) {
            AppliedMigration migration = earlier.get(i).getLeft();
            if (!migration.getType().isUndo() && version.equals(migration.getVersion())) {
                earlier.get(i).getRight().undone = true;
                return;
            }
        }
    }
}
