package dev.dbm.engine;

import dev.dbm.model.History;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.LockPolicy;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Session;
import dev.dbm.testing.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.postgresql.ds.PGSimpleDataSource;

/** An engine on a test's own database, and short words for what the tests do with it. */
final class Fixture {
    static final String TABLE = "flyway_schema_history";

    private final TestDatabase db;
    private final String schema;

    Fixture(TestDatabase db) {
        this(db, "public");
    }

    Fixture(TestDatabase db, String schema) {
        this.db = db;
        this.schema = schema;
    }

    /** As dbm connects. */
    PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(db.jdbcUrl() + "?flushCacheOnDdl=false");
        source.setUser(db.address().user().orElseThrow());
        db.address().password().ifPresent(password -> source.setPassword(password.reveal()));
        source.setOptions("-c search_path=" + schema);
        return source;
    }

    Engine engine() {
        return engine(() -> {}, Progress.SILENT);
    }

    Engine engine(Runnable guard, Progress progress) {
        EngineTarget target =
                new EngineTarget(source(), db::open, schema, List.of(schema), TABLE, 0, LockPolicy.ONE_TRY);
        EngineRun run = new EngineRun(
                "run-1", "dev", new JournalEntry.By("postgres", "somebody", "here", "0.1.0"), Optional.empty());
        return new Engine(target, run, guard, progress);
    }

    EngineResult forward(Step... steps) {
        return engine().forward(Arrays.asList(steps), false);
    }

    EngineResult undo(Step... steps) {
        List<EngineResult.Done> done = new ArrayList<>();
        EngineResult result = null;
        for (int at = 0; at < steps.length && (result == null || result.completed()); at++) {
            result = engine().undo(Arrays.asList(steps), at, session -> {});
            done.addAll(result.done());
        }
        return new EngineResult(done, Objects.requireNonNull(result).ending(), List.of());
    }

    static Step migrate(String version, String sql) {
        Script script = Scripts.of("V" + version + "__step.sql", sql);
        Script undo = Scripts.of("U" + version + "__step.sql", "SELECT 'undo of " + version + "'");
        return Step.migrate(
                Version.of(version),
                script,
                Scripts.statements(script),
                new Step.Kept(
                        Optional.of(KeptScripts.keep(script, Placeholders.NONE)),
                        Optional.of(KeptScripts.keep(undo, Placeholders.NONE)),
                        Optional.empty(),
                        Optional.empty()));
    }

    static Step migrateOutside(String version, String sql) {
        Script script = Scripts.outsideTransaction("V" + version + "__step.sql", sql);
        return Step.migrate(Version.of(version), script, Scripts.statements(script), Step.Kept.NOTHING);
    }

    static Step undoOf(String version, String sql) {
        Script script = Scripts.of("U" + version + "__step.sql", sql);
        return Step.undo(Version.of(version), script, Scripts.statements(script));
    }

    static Step repeat(String sql) {
        Script script = Scripts.of("R__views.sql", sql);
        return Step.repeat(script, Scripts.statements(script), Step.Kept.NOTHING);
    }

    static Step fake(String version) {
        return Step.fake(
                Version.of(version), Scripts.of("V" + version + "__step.sql", "SELECT 1/0"), Step.Kept.NOTHING);
    }

    History history() {
        try (Session session = db.open()) {
            return HistoryTable.read(session, schema, TABLE);
        }
    }

    Journal journal() {
        try (Session session = db.open()) {
            return JournalTable.read(session, schema, true);
        }
    }

    List<HalfRun> halfRuns() {
        return HalfRun.find(history(), journal());
    }

    boolean exists(String relation) {
        return one("SELECT to_regclass('" + relation + "') IS NOT NULL").equals("t");
    }

    String one(String query) {
        try (Session session = db.open()) {
            return session.queryOne(query, row -> row.getString(1)).orElse("");
        }
    }

    void execute(String sql) {
        try (Session session = db.open()) {
            session.execute(sql);
        }
    }

    /** What a plain Flyway of the open edition makes of the history, as {@code version state} in its order. */
    List<String> flywayInfo(String... sqlFiles) {
        List<String> lines = new ArrayList<>();
        for (MigrationInfo info : plainFlyway(sqlFiles).info().all()) {
            lines.add(info.getVersion() + " " + info.getType().name() + " " + info.getState());
        }
        return lines;
    }

    /** A Flyway with default settings over the given folder. */
    Flyway plainFlyway(String... locations) {
        return Flyway.configure()
                .dataSource(source())
                .locations(locations)
                .loggers(QuietLog.class.getName())
                .load();
    }
}
