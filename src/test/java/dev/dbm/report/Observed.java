package dev.dbm.report;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.DataLoss;
import dev.dbm.model.Difference;
import dev.dbm.model.Difference.Change;
import dev.dbm.model.Finding;
import dev.dbm.model.Insight;
import dev.dbm.model.Leg;
import dev.dbm.model.LockMode;
import dev.dbm.model.Note;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.RelationEffect.Rows;
import dev.dbm.model.Report;
import dev.dbm.model.Report.Item;
import dev.dbm.model.Report.Outcome;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Severity;
import dev.dbm.model.State;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.TableChange;
import dev.dbm.model.TableSize;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import dev.dbm.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Plans whose scripts were watched. */
final class Observed {
    static final String FORWARD = "migrations/V20260105093000__track_order_status.sql";
    static final String UNDO = "migrations/U20260105093000__track_order_status.sql";
    private static final String DROP = "migrations/V20260106__drop_legacy_notes.sql";
    private static final String DROP_UNDO = "migrations/U20260106__drop_legacy_notes.sql";

    private static final List<String> FORWARD_SQL = List.of(
            "-- the status of an order, and who changed it",
            "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'new';",
            "ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 2);",
            "CREATE TABLE status_changes (",
            "  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,",
            "  order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,",
            "  status text NOT NULL, -- as it became",
            "  at timestamptz NOT NULL DEFAULT now()",
            ");",
            "CREATE INDEX orders_status_idx ON orders (status);",
            "UPDATE orders SET status = 'paid' WHERE paid_at IS NOT NULL;");

    private Observed() {}

    /** A plan with everything to say. */
    static Report plan() {
        Report base = Samples.report(
                "plan",
                Outcome.DONE,
                List.of(status(), drop()),
                List.of(Problem.in(
                                DROP,
                                ProblemCode.DATA_LOSS,
                                "This migration destroys rows.",
                                "migrate will need --accept-data-loss 20260106")
                        .asWarning()));
        return Samples.with(base, Optional.of("dbm migrate --confirm"));
    }

    /** A plan that a finding and a failed leg stop, and an error that belongs to no file. */
    static Report refused() {
        Finding error = new Finding(
                "concurrently-in-transaction",
                Severity.ERROR,
                "migrations/V7__index orders.sql",
                2,
                "public.orders",
                "CREATE INDEX CONCURRENTLY runs inside a transaction.",
                "PostgreSQL refuses it there.",
                List.of("-- dbm:no-transaction"),
                Optional.empty());
        Item blocked = item(
                        "7",
                        "index orders",
                        "migrations/V7__index orders.sql",
                        "migrations/U7__index orders.sql",
                        result("7", Verdict.PROVEN, Optional.empty(), List.of(), Optional.empty()),
                        Optional.empty())
                .withInsight(new Insight(List.of(error), Optional.empty(), Optional.empty()));
        Item failed = item(
                "8",
                "fill",
                "migrations/V8__fill.sql",
                "migrations/U8__fill.sql",
                result("8", Verdict.FAILED, Optional.of(Leg.UNDO), List.of(), Optional.empty()),
                Optional.empty());
        Item diverged = Samples.refusedPlan().migrations().get(0);
        Item missing = Samples.item("9", "no way back", State.PENDING, Verdict.MISSING, -1, false);
        Item unproven = Samples.item("10", "later", State.PENDING, Verdict.UNPROVEN, -1, false);
        List<Problem> problems = new ArrayList<>(Samples.refusedPlan().problems());
        problems.add(Problem.at(
                "migrations/U8__fill.sql",
                4,
                ProblemCode.UNDO_FAILED,
                "relation \"x\" does not exist (SQLSTATE 42P01)",
                "mend migrations/U8__fill.sql"));
        problems.add(Problem.at(
                "migrations/V7__index orders.sql",
                2,
                ProblemCode.FINDING,
                "concurrently-in-transaction: CREATE INDEX CONCURRENTLY runs inside a transaction. PostgreSQL refuses it"
                        + " there.\nInstead:\n-- dbm:no-transaction",
                "rewrite it, or accept it with -- dbm:allow concurrently-in-transaction <reason>"));
        problems.add(Problem.in(
                "migrations/V9__no_way_back.sql", ProblemCode.UNDO_MISSING, "There is no undo.", "write it"));
        problems.add(Problem.of(ProblemCode.UNREACHABLE, "db:5432 does not answer.", "start it"));
        return Samples.report("plan", Outcome.REFUSED, List.of(diverged, blocked, failed, missing, unproven), problems);
    }

    /** A script of so many statements, each of which locks a table of its own. */
    static Report large(int statements) {
        List<StatementEffects> effects = IntStream.rangeClosed(1, statements)
                .mapToObj(i -> new StatementEffects(
                        Statement.of(i, "ALTER TABLE t" + i + " ADD COLUMN c int"),
                        900,
                        List.of(locked("public.t" + i, LockMode.ACCESS_EXCLUSIVE, Set.of()))))
                .toList();
        Script script = script(FORWARD, List.of("SELECT 1;"));
        Item item = item(
                "1",
                "large",
                FORWARD,
                UNDO,
                result(
                        "1",
                        Verdict.PROVEN,
                        Optional.empty(),
                        List.of(),
                        Optional.of(new PairEffects(
                                new ScriptEffects(script, effects, false, true), Optional.empty(), List.of()))),
                Optional.of("INSERT INTO t VALUES (1);\n".repeat(statements)));
        return Samples.report("plan", Outcome.DONE, List.of(item), List.of());
    }

    /** A plan in which every text is hostile. */
    static Report hostile() {
        String evil = Samples.HOSTILE + "</script>'\"&]]>";
        Script script = script("migrations/V1__" + evil + ".sql", List.of("SELECT '" + evil + "'; -- " + evil, evil));
        ScriptEffects effects = new ScriptEffects(
                script,
                List.of(new StatementEffects(
                        Statement.of(1, evil),
                        1,
                        List.of(new RelationEffect(
                                evil,
                                evil,
                                Optional.of(evil),
                                true,
                                Optional.of(LockMode.EXCLUSIVE),
                                Set.of(Did.values()),
                                new Rows(1, 1, 1))))),
                false,
                true);
        Window window = new Window(
                evil,
                List.of(new Window.Work(1, evil, Did.SCANNED, Optional.empty(), Optional.empty())),
                List.of(new Window.Block(1, evil, LockMode.EXCLUSIVE, Optional.empty())),
                Optional.empty());
        Finding finding = new Finding(
                evil, Severity.WARNING, script.path(), 1, evil, evil, evil, List.of(evil), Optional.empty());
        Finding allowed = new Finding(
                evil, Severity.WARNING, script.path(), 1, evil, evil, evil, List.of(evil), Optional.of(evil));
        PairEffects pair = new PairEffects(
                effects,
                Optional.of(effects),
                List.of(),
                List.of(new TableChange(
                        evil,
                        Optional.of(List.of(CatalogItem.of("column", evil + "." + evil, evil))),
                        Optional.of(List.of(CatalogItem.of(
                                "constraint", evil, "FOREIGN KEY (" + evil + ") REFERENCES " + evil + "(id)"))))));
        Report base = Samples.hostile();
        Item item = base.migrations().get(0);
        PairResult was = item.rehearsal().orElseThrow();
        PairResult seen = new PairResult(
                was.version(),
                was.verdict(),
                was.failedLeg(),
                was.differences(),
                was.notes(),
                was.dataLoss(),
                true,
                was.changes(),
                Optional.of(pair),
                Optional.empty(),
                List.of(),
                "",
                Optional.empty(),
                false,
                3);
        Item hostile = item.withRehearsal(seen)
                .withUndoSql(evil)
                .withInsight(new Insight(List.of(finding, allowed), Optional.of(window), Optional.of(window)));
        return new Report(
                base.command(),
                base.outcome(),
                base.environment(),
                base.database(),
                List.of(hostile),
                base.problems(),
                base.remarks(),
                base.drift(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                base.backup(),
                base.next(),
                1);
    }

    private static Item status() {
        String orders = "public.orders";
        List<StatementEffects> forward = List.of(
                step(
                        2,
                        "ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'new'",
                        812,
                        locked(orders, LockMode.ACCESS_EXCLUSIVE, Set.of())),
                step(
                        3,
                        "ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 2)",
                        15_400,
                        effect(orders, "table", true, Optional.empty(), Set.of(Did.REWRITTEN), Rows.NONE)),
                step(
                        4,
                        "CREATE TABLE status_changes (...)",
                        2_300,
                        effect(
                                "public.status_changes",
                                "table",
                                false,
                                Optional.of(LockMode.ACCESS_EXCLUSIVE),
                                Set.of(Did.CREATED),
                                Rows.NONE),
                        locked("public.customers", LockMode.SHARE_ROW_EXCLUSIVE, Set.of())),
                step(
                        10,
                        "CREATE INDEX orders_status_idx ON orders (status)",
                        3_900,
                        effect(orders, "table", true, Optional.empty(), Set.of(Did.SCANNED), Rows.NONE)),
                step(
                        11,
                        "UPDATE orders SET status = 'paid' WHERE paid_at IS NOT NULL",
                        640,
                        effect(orders, "table", true, Optional.empty(), Set.of(), new Rows(0, 20, 0)),
                        locked("public.order_audit", LockMode.ROW_EXCLUSIVE, Set.of())));
        List<StatementEffects> back = List.of(
                step(
                        1,
                        "DROP TABLE status_changes",
                        700,
                        effect(
                                "public.status_changes",
                                "table",
                                true,
                                Optional.of(LockMode.ACCESS_EXCLUSIVE),
                                Set.of(Did.DROPPED),
                                Rows.NONE),
                        new RelationEffect(
                                "public.status_changes_pkey",
                                "index",
                                Optional.of("public.status_changes"),
                                true,
                                Optional.of(LockMode.ACCESS_EXCLUSIVE),
                                Set.of(Did.DROPPED),
                                Rows.NONE)),
                step(
                        2,
                        "ALTER TABLE orders DROP COLUMN status",
                        500,
                        locked(orders, LockMode.ACCESS_EXCLUSIVE, Set.of())));
        PairEffects effects = new PairEffects(
                new ScriptEffects(script(FORWARD, FORWARD_SQL), forward, false, true),
                Optional.of(new ScriptEffects(
                        script(UNDO, List.of("DROP TABLE status_changes;", "ALTER TABLE orders DROP COLUMN status;")),
                        back,
                        false,
                        true)),
                List.of(),
                tables());
        List<Difference> changes = List.of(
                change("table", "public.status_changes", Change.LEFT, null, "TABLE"),
                change("column", "public.orders.status", Change.LEFT, null, "text NOT NULL DEFAULT 'new'::text"),
                change(
                        "column",
                        "public.orders.total",
                        Change.CHANGED,
                        "numeric(8,2) NOT NULL",
                        "numeric(12,2) NOT NULL"),
                change(
                        "index",
                        "public.orders_status_idx",
                        Change.LEFT,
                        null,
                        "CREATE INDEX ON public.orders USING btree (status)"));
        Finding index = new Finding(
                "index-not-concurrent",
                Severity.WARNING,
                FORWARD,
                10,
                "public.orders_status_idx",
                "The index was built without CONCURRENTLY on public.orders, which has about 1,200,000 rows.",
                "INSERT, UPDATE and DELETE on the table wait until the index is built, and everybody who comes later waits"
                        + " behind them.",
                List.of("CREATE INDEX CONCURRENTLY orders_status_idx ON public.orders USING btree (status);"),
                Optional.empty());
        Finding type = new Finding(
                "column-type-rewrite",
                Severity.ERROR,
                FORWARD,
                3,
                "public.orders.total",
                "The new type rewrote public.orders.",
                "Nobody reads or writes the table meanwhile.",
                List.of(),
                Optional.of("orders are closed on Sundays"));
        Window window = new Window(
                FORWARD,
                List.of(
                        new Window.Work(3, orders, Did.REWRITTEN, size(1_200_000L, 367_001_600L), span(2_000, 9_000)),
                        new Window.Work(10, orders, Did.SCANNED, size(1_200_000L, 367_001_600L), span(900, 2_500))),
                List.of(
                        new Window.Block(2, orders, LockMode.ACCESS_EXCLUSIVE, span(2_900, 11_500)),
                        new Window.Block(4, "public.customers", LockMode.SHARE_ROW_EXCLUSIVE, span(900, 2_500))),
                span(2_900, 11_500));
        Window way = new Window(
                UNDO,
                List.of(),
                List.of(new Window.Block(2, orders, LockMode.ACCESS_EXCLUSIVE, span(0, 0))),
                span(0, 0));
        return item(
                        "20260105093000",
                        "track order status",
                        FORWARD,
                        UNDO,
                        result("20260105093000", Verdict.PROVEN, Optional.empty(), changes, Optional.of(effects)),
                        Optional.of(String.join("\n", FORWARD_SQL)))
                .withUndoSql("DROP TABLE status_changes;\nALTER TABLE orders DROP COLUMN status;")
                .withInsight(new Insight(List.of(index, type), Optional.of(window), Optional.of(way)));
    }

    private static Item drop() {
        List<StatementEffects> forward = List.of(step(
                1,
                "DROP TABLE legacy_notes CASCADE",
                700,
                effect(
                        "public.legacy_notes",
                        "table",
                        true,
                        Optional.of(LockMode.ACCESS_EXCLUSIVE),
                        Set.of(Did.DROPPED),
                        Rows.NONE),
                effect(
                        "public.latest_notes",
                        "view",
                        true,
                        Optional.of(LockMode.ACCESS_EXCLUSIVE),
                        Set.of(Did.DROPPED),
                        Rows.NONE)));
        PairEffects effects = new PairEffects(
                new ScriptEffects(script(DROP, List.of("DROP TABLE legacy_notes CASCADE;")), forward, false, true),
                Optional.empty(),
                List.of(),
                List.of(new TableChange(
                        "public.legacy_notes",
                        Optional.of(List.of(
                                column("public.legacy_notes.id", "bigint NOT NULL"),
                                column("public.legacy_notes.order_id", "bigint"),
                                column("public.legacy_notes.text", "text NOT NULL"),
                                CatalogItem.of(
                                        "constraint", "public.legacy_notes.legacy_notes_pkey", "PRIMARY KEY (id)"),
                                CatalogItem.of(
                                        "constraint",
                                        "public.legacy_notes.legacy_notes_order_id_fkey",
                                        "FOREIGN KEY (order_id) REFERENCES public.orders(id)"))),
                        Optional.empty())));
        PairResult result = new PairResult(
                Version.of("20260106"),
                Verdict.PROVEN_WITH_DATA_LOSS,
                Optional.empty(),
                List.of(),
                List.of(new Note("column-order", "public.legacy_notes", "The undo puts column text last.")),
                List.of(new DataLoss("public.legacy_notes", "*", 20, 20)),
                true,
                List.of(
                        change("table", "public.legacy_notes", Change.GONE, "TABLE", null),
                        change("view", "public.latest_notes", Change.GONE, "SELECT 1;", null)),
                Optional.of(effects),
                Optional.empty(),
                List.of(),
                "d1",
                Optional.of("d2"),
                false,
                61);
        Window window = new Window(
                DROP,
                List.of(),
                List.of(new Window.Block(1, "public.legacy_notes", LockMode.ACCESS_EXCLUSIVE, Optional.empty())),
                Optional.empty());
        Finding drop = new Finding(
                "drop-table",
                Severity.WARNING,
                DROP,
                1,
                "public.legacy_notes",
                "The table is dropped, and with it the view public.latest_notes.",
                "Programs that still run ask for it, and its rows do not come back.",
                List.of("-- first deploy programs that do not ask for it, then:", "DROP TABLE public.legacy_notes;"),
                Optional.empty());
        return item(
                        "20260106",
                        "drop legacy notes",
                        DROP,
                        DROP_UNDO,
                        result,
                        Optional.of("DROP TABLE legacy_notes CASCADE;"))
                .withInsight(new Insight(List.of(drop), Optional.of(window), Optional.empty()));
    }

    private static List<TableChange> tables() {
        List<CatalogItem> before = List.of(
                column("public.orders.id", "bigint NOT NULL"),
                column("public.orders.customer_id", "bigint NOT NULL"),
                column("public.orders.total", "numeric(8,2) NOT NULL"),
                column("public.orders.paid_at", "timestamp with time zone"),
                CatalogItem.of("constraint", "public.orders.orders_pkey", "PRIMARY KEY (id)"),
                CatalogItem.of(
                        "constraint",
                        "public.orders.orders_customer_id_fkey",
                        "FOREIGN KEY (customer_id) REFERENCES public.customers(id)"));
        List<CatalogItem> after = new ArrayList<>(before);
        after.set(2, column("public.orders.total", "numeric(12,2) NOT NULL"));
        after.add(4, column("public.orders.status", "text NOT NULL DEFAULT 'new'::text"));
        after.add(CatalogItem.of(
                "index", "public.orders_status_idx", "CREATE INDEX ON public.orders USING btree (status)"));
        List<CatalogItem> made = List.of(
                column("public.status_changes.id", "bigint NOT NULL GENERATED ALWAYS AS IDENTITY"),
                column("public.status_changes.order_id", "bigint NOT NULL"),
                column("public.status_changes.status", "text NOT NULL"),
                column("public.status_changes.at", "timestamp with time zone NOT NULL DEFAULT now()"),
                CatalogItem.of("constraint", "public.status_changes.status_changes_pkey", "PRIMARY KEY (id)"),
                CatalogItem.of(
                        "constraint",
                        "public.status_changes.status_changes_order_id_fkey",
                        "FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE CASCADE"));
        return List.of(
                new TableChange("public.orders", Optional.of(before), Optional.of(after)),
                new TableChange("public.status_changes", Optional.empty(), Optional.of(made)));
    }

    private static CatalogItem column(String object, String definition) {
        return CatalogItem.of("column", object, definition);
    }

    private static Difference change(String kind, String object, Change change, String before, String after) {
        return new Difference(
                Leg.FORWARD, kind, object, change, Optional.ofNullable(before), Optional.ofNullable(after));
    }

    private static Optional<TableSize> size(long rows, long bytes) {
        return Optional.of(new TableSize(
                Optional.of(rows), Optional.of(bytes), Optional.of(Instant.parse("2026-01-04T03:00:00Z"))));
    }

    private static Optional<Window.Span> span(long least, long most) {
        return Optional.of(new Window.Span(Duration.ofMillis(least), Duration.ofMillis(most)));
    }

    private static StatementEffects step(int line, String sql, long micros, RelationEffect... relations) {
        return new StatementEffects(Statement.of(line, sql), micros, List.of(relations));
    }

    private static RelationEffect locked(String relation, LockMode mode, Set<Did> did) {
        return effect(relation, "table", true, Optional.of(mode), did, Rows.NONE);
    }

    private static RelationEffect effect(
            String relation, String kind, boolean existed, Optional<LockMode> lock, Set<Did> did, Rows rows) {
        return new RelationEffect(relation, kind, Optional.empty(), existed, lock, did, rows);
    }

    static Script script(String path, List<String> lines) {
        return new Script(
                Script.Kind.FORWARD,
                path,
                path.substring(path.lastIndexOf('/') + 1),
                "x",
                String.join("\n", lines),
                0,
                ScriptConfig.NONE,
                List.of(),
                new Script.Traits(1, true, false, List.of(), List.of()));
    }

    private static PairResult result(
            String version,
            Verdict verdict,
            Optional<Leg> leg,
            List<Difference> changes,
            Optional<PairEffects> effects) {
        return new PairResult(
                Version.of(version),
                verdict,
                leg,
                List.of(),
                List.of(),
                List.of(),
                true,
                changes,
                effects,
                Optional.empty(),
                List.of(),
                "d0",
                Optional.of("d1"),
                false,
                48);
    }

    private static Item item(
            String version, String description, String script, String undo, PairResult result, Optional<String> sql) {
        return new Item(
                Optional.of(Version.of(version)),
                description,
                State.PENDING,
                script,
                Optional.of(undo),
                Optional.empty(),
                OptionalLong.empty(),
                result.verdict(),
                Optional.of(result),
                Optional.empty(),
                sql,
                false,
                0);
    }
}
