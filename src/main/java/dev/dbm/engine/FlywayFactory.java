package dev.dbm.engine;

import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.Version;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ClassProvider;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.executor.MigrationExecutor;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.internal.resolver.ResolvedMigrationImpl;
import org.flywaydb.core.internal.resource.NoopResourceProvider;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/** Flyway, set up to run exactly the steps that it is given. */
final class FlywayFactory {
    private static final ClassProvider<JavaMigration> NO_CLASSES = List::of;

    private FlywayFactory() {}

    /** A Flyway whose migrate() runs the steps that the executors stand for. */
    static Flyway of(EngineTarget target, List<StepExecutor> executors, boolean atomic) {
        List<ResolvedMigration> migrations = executors.stream()
                .<ResolvedMigration>map(FlywayFactory::migration)
                .toList();
        return configuration(target, migrations).group(atomic).load();
    }

    /**
     * A Flyway whose migrate() only creates the schema history.
     *
     * @param adopt whether it does so in a schema that is not empty, too: Flyway allows that where it is told not to execute
     *     migrations, and writes no baseline then
     */
    static Flyway creating(EngineTarget target, boolean adopt) {
        return configuration(target, List.of()).skipExecutingMigrations(adopt).load();
    }

    private static FluentConfiguration configuration(EngineTarget target, Collection<ResolvedMigration> migrations) {
        FluentConfiguration configuration = Flyway.configure(FlywayFactory.class.getClassLoader())
                .loggers(QuietLog.class.getName())
                .dataSource(target.source())
                .defaultSchema(target.schema())
                .schemas(target.schemas().toArray(String[]::new))
                .table(target.table())
                .resolvers((MigrationResolver) context -> migrations)
                .skipDefaultResolvers(true)
                .skipDefaultCallbacks(true)
                .resourceProvider(NoopResourceProvider.INSTANCE)
                .javaMigrationClassProvider(NO_CLASSES)
                .validateOnMigrate(false)
                .outOfOrder(true)
                .cleanDisabled(true)
                .lockRetryCount(target.lockRetries());
        // In its default mode Flyway locks in a transaction of a second connection: CREATE INDEX CONCURRENTLY waits for
        // that
        // one for ever, and script and history row commit apart.
        configuration
                .getPluginRegister()
                .getExact(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration;
    }

    private static ResolvedMigration migration(StepExecutor executor) {
        Step step = executor.step();
        return new StepMigration(
                step.version()
                        .map(Version::text)
                        .map(MigrationVersion::fromVersion)
                        .orElse(null),
                step,
                executor);
    }

    private static final class StepMigration extends ResolvedMigrationImpl {
        private final boolean repeatable;

        private StepMigration(@Nullable MigrationVersion version, Step step, MigrationExecutor executor) {
            super(
                    version,
                    step.description(),
                    step.script().fileName(),
                    step.script().checksum(),
                    null,
                    step.action() == Action.UNDO ? CoreMigrationType.DELETE : CoreMigrationType.SQL,
                    step.script().path(),
                    executor);
            this.repeatable = version == null;
        }

        /** A repeatable that is asked for runs, also with the checksum that it had: a rollback may have dropped its objects. */
        @Override
        public boolean checksumMatches(@Nullable Integer checksum) {
            return !repeatable && super.checksumMatches(checksum);
        }
    }
}
