package dev.dbm.report;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Difference;
import dev.dbm.model.Difference.Change;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Leg;
import dev.dbm.model.Note;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Report;
import dev.dbm.model.Report.Item;
import dev.dbm.model.Report.Outcome;
import dev.dbm.model.State;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reports as the use cases make them. */
final class Samples {
    static final String HOSTILE = "ev\u001b[31mil\u0007\u202e`x` |<b>\u009b2J\r@all";

    private Samples() {}

    static Report report(String command, Outcome outcome, List<Item> items, List<Problem> problems) {
        return new Report(
                command,
                outcome,
                Optional.of("dev"),
                Optional.of(new Report.Database("postgres://app@localhost:5432/shop", "public", "15.18", false)),
                items,
                problems,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1234);
    }

    static Report status() {
        Report base = report(
                "status",
                Outcome.DONE,
                List.of(
                        item("20260105093000", "create orders", State.APPLIED, Verdict.PROVEN, 12, true),
                        item(
                                "20260106101500",
                                "lower all emails",
                                State.APPLIED,
                                Verdict.PROVEN_WITH_DATA_LOSS,
                                61_400,
                                true),
                        item(
                                "20260107",
                                "add a column with a description that goes on and on and on",
                                State.CHANGED,
                                Verdict.UNPROVEN,
                                1_250,
                                true),
                        item("20260108", "drop legacy", State.OUT_OF_ORDER, Verdict.MISSING, -1, false),
                        item("20260109", "add role", State.PENDING, Verdict.UNPROVEN, -1, false),
                        repeatable()),
                List.of(
                        Problem.in(
                                        "migrations/U20260107__x.sql",
                                        ProblemCode.DESCRIPTION_DIFFERS,
                                        "The descriptions of V and U differ.",
                                        "")
                                .asInfo(),
                        Problem.in(
                                "migrations/V20260107__x.sql",
                                ProblemCode.CHECKSUM_CHANGED,
                                "The file is not what was applied.",
                                "put the file back, or run dbm repair --accept-checksum 20260107"),
                        Problem.in(
                                        "dbm.toml",
                                        ProblemCode.UNKNOWN_SETTING,
                                        "There is no setting colour.",
                                        "leave it out")
                                .asWarning()));
        return new Report(
                base.command(),
                base.outcome(),
                base.environment(),
                base.database(),
                base.migrations(),
                base.problems(),
                List.of("A leftover scratch database was removed."),
                List.of(
                        new Difference(
                                Leg.TARGET,
                                "index",
                                "public.users_hot_idx",
                                Change.LEFT,
                                Optional.empty(),
                                Optional.of("CREATE INDEX ...")),
                        new Difference(
                                Leg.TARGET,
                                "table",
                                "public.audit",
                                Change.GONE,
                                Optional.of("table"),
                                Optional.empty())),
                List.of(entry()),
                List.of(
                        new Report.Setting("url", "postgres://app:****@localhost:5432/shop", "DBM_URL"),
                        new Report.Setting("schema", "public", "built-in default")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("dbm plan"),
                34);
    }

    static Report plan() {
        PairResult proven = pair(
                "20260105093000",
                Verdict.PROVEN_WITH_DATA_LOSS,
                Optional.empty(),
                List.of(),
                List.of(
                        new Difference(
                                Leg.FORWARD,
                                "column",
                                "public.users.role",
                                Change.LEFT,
                                Optional.empty(),
                                Optional.of("text NOT NULL DEFAULT 'member'::text")),
                        new Difference(
                                Leg.FORWARD,
                                "index",
                                "public.users_email_idx",
                                Change.GONE,
                                Optional.of("CREATE INDEX"),
                                Optional.empty()),
                        new Difference(
                                Leg.FORWARD,
                                "column",
                                "public.users.email",
                                Change.CHANGED,
                                Optional.of("varchar(255)"),
                                Optional.of("varchar(255) NOT NULL")),
                        new Difference(
                                Leg.FORWARD,
                                "function",
                                "public.total(integer)",
                                Change.CHANGED,
                                Optional.of("returns integer\nbegin\n  return 1;\nend"),
                                Optional.of("returns integer\nbegin\n  return 2;\nend"))));
        Item first = new Item(
                Optional.of(Version.of("20260105093000")),
                "add role",
                State.PENDING,
                "migrations/V20260105093000__add_role.sql",
                Optional.of("migrations/U20260105093000__add_role.sql"),
                Optional.empty(),
                OptionalLong.empty(),
                Verdict.PROVEN_WITH_DATA_LOSS,
                Optional.of(proven),
                Optional.empty(),
                Optional.of("ALTER TABLE users ADD COLUMN role text NOT NULL DEFAULT 'member';\n"),
                false,
                0);
        Item second = new Item(
                Optional.of(Version.of("20260106")),
                "forget addresses",
                State.PENDING,
                "migrations/V20260106__forget_addresses.sql",
                Optional.of("migrations/U20260106__forget_addresses.sql"),
                Optional.empty(),
                OptionalLong.empty(),
                Verdict.IRREVERSIBLE,
                Optional.empty(),
                Optional.of("the addresses must not come back"),
                Optional.empty(),
                false,
                0);
        Report base = report(
                "plan",
                Outcome.DONE,
                List.of(first, second),
                List.of(Problem.in(
                                "migrations/U20260106__forget_addresses.sql",
                                ProblemCode.IRREVERSIBLE,
                                "This migration cannot be undone.",
                                "migrate will need --confirm")
                        .asWarning()));
        return with(base, Optional.of("dbm migrate"));
    }

    static Report refusedPlan() {
        PairResult diverged = pair(
                "20260105093000",
                Verdict.DIVERGED,
                Optional.empty(),
                List.of(
                        new Difference(
                                Leg.UNDO,
                                "index",
                                "public.users_role_idx",
                                Change.LEFT,
                                Optional.empty(),
                                Optional.of("CREATE INDEX users_role_idx ON users (role)")),
                        new Difference(
                                Leg.UNDO,
                                "column",
                                "public.users.email",
                                Change.CHANGED,
                                Optional.of("varchar(255) NOT NULL"),
                                Optional.of("varchar(255)"))),
                List.of(new Difference(
                        Leg.FORWARD,
                        "index",
                        "public.users_role_idx",
                        Change.LEFT,
                        Optional.empty(),
                        Optional.of("CREATE INDEX users_role_idx ON users (role)"))));
        Item item = new Item(
                Optional.of(Version.of("20260105093000")),
                "add role",
                State.PENDING,
                "migrations/V20260105093000__add_role.sql",
                Optional.of("migrations/U20260105093000__add_role.sql"),
                Optional.empty(),
                OptionalLong.empty(),
                Verdict.DIVERGED,
                Optional.of(diverged),
                Optional.empty(),
                Optional.empty(),
                false,
                0);
        return report(
                "plan",
                Outcome.REFUSED,
                List.of(item),
                List.of(Problem.in(
                        "migrations/V20260105093000__add_role.sql",
                        ProblemCode.UNDO_LEFT_BEHIND,
                        "After the undo the schema is not what it was:",
                        "mend migrations/U20260105093000__add_role.sql, then run dbm plan")));
    }

    static Report failedMigrate() {
        Report base = report(
                "migrate",
                Outcome.FAILED,
                List.of(
                        item("1", "create orders", State.APPLIED, Verdict.PROVEN, 12, true),
                        item("2", "fill orders", State.PENDING, Verdict.PROVEN, -1, false)),
                List.of(Problem.at(
                        "migrations/V2__fill_orders.sql",
                        3,
                        ProblemCode.SQL_FAILED,
                        "duplicate key value violates unique constraint \"orders_pkey\" (SQLSTATE 23505)\ndetail: Key (id)=(1) already exists.\nstatement 2: INSERT INTO orders\nVALUES (1)",
                        "mend the script, then run dbm migrate")));
        return new Report(
                base.command(),
                base.outcome(),
                base.environment(),
                base.database(),
                base.migrations(),
                base.problems(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(new Report.Backup("/var/backups/shop-20260105.dump", 4096, "ab12")),
                Optional.of("dbm status"),
                65_000);
    }

    static Report hostile() {
        PairResult pair = new PairResult(
                Version.of("1"),
                Verdict.DIVERGED,
                Optional.of(Leg.UNDO),
                List.of(new Difference(
                        Leg.UNDO,
                        "table",
                        HOSTILE,
                        Change.CHANGED,
                        Optional.of(HOSTILE),
                        Optional.of("x\n" + HOSTILE))),
                List.of(new Note("column-order", HOSTILE, HOSTILE)),
                List.of(new DataLoss(HOSTILE, HOSTILE, 1, 2)),
                true,
                List.of(new Difference(
                        Leg.FORWARD, HOSTILE, HOSTILE, Change.LEFT, Optional.empty(), Optional.of(HOSTILE))),
                List.of(),
                "",
                Optional.empty(),
                false,
                3);
        Item item = new Item(
                Optional.of(Version.of("1")),
                HOSTILE,
                State.PENDING,
                "migrations/V1__" + HOSTILE + ".sql",
                Optional.of("migrations/U1__" + HOSTILE + ".sql"),
                Optional.empty(),
                OptionalLong.of(1),
                Verdict.DIVERGED,
                Optional.of(pair),
                Optional.of(HOSTILE),
                Optional.of("SELECT '" + HOSTILE + "'; -- ```"),
                false,
                0);
        Problem problem = Problem.in(
                "migrations/V1__" + HOSTILE + ".sql",
                ProblemCode.UNDO_LEFT_BEHIND,
                HOSTILE + "\n```\n# heading",
                HOSTILE);
        return new Report(
                "plan",
                Outcome.REFUSED,
                Optional.of(HOSTILE),
                Optional.of(new Report.Database(HOSTILE, HOSTILE, HOSTILE, true)),
                List.of(item),
                List.of(problem),
                List.of(HOSTILE),
                List.of(new Difference(
                        Leg.TARGET, "view", HOSTILE, Change.GONE, Optional.of(HOSTILE), Optional.empty())),
                List.of(entry(HOSTILE)),
                List.of(new Report.Setting(HOSTILE, HOSTILE, HOSTILE)),
                List.of(HOSTILE),
                Optional.of(HOSTILE),
                Optional.of(new Report.Backup(HOSTILE, 1, HOSTILE)),
                Optional.of(HOSTILE),
                1);
    }

    static Report with(Report base, Optional<String> next) {
        return new Report(
                base.command(),
                base.outcome(),
                base.environment(),
                base.database(),
                base.migrations(),
                base.problems(),
                base.remarks(),
                base.drift(),
                base.history(),
                base.settings(),
                base.files(),
                base.script(),
                base.backup(),
                next,
                base.tookMs());
    }

    static Item item(String version, String description, State state, Verdict verdict, long took, boolean ran) {
        String name = version + "__" + description.replace(' ', '_') + ".sql";
        return new Item(
                Optional.of(Version.of(version)),
                description,
                state,
                "migrations/V" + name,
                verdict == Verdict.MISSING ? Optional.empty() : Optional.of("migrations/U" + name),
                took < 0 ? Optional.empty() : Optional.of(Instant.parse("2026-01-05T09:31:02.5Z")),
                took < 0 ? OptionalLong.empty() : OptionalLong.of(took),
                verdict,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ran,
                0);
    }

    private static Item repeatable() {
        return new Item(
                Optional.empty(),
                "refresh views",
                State.PENDING,
                "migrations/R__refresh_views.sql",
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Verdict.UNPROVEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                0);
    }

    private static PairResult pair(
            String version,
            Verdict verdict,
            Optional<Leg> leg,
            List<Difference> differences,
            List<Difference> changes) {
        boolean loses = verdict == Verdict.PROVEN_WITH_DATA_LOSS;
        return new PairResult(
                Version.of(version),
                verdict,
                leg,
                differences,
                loses
                        ? List.of(new Note(
                                "column-order", "public.users", "The undo puts column email of public.users last."))
                        : List.of(),
                loses
                        ? List.of(new DataLoss("public.users", "nick", 3, 10), new DataLoss("public.old", "*", 1, 1))
                        : List.of(),
                loses,
                changes,
                List.of(),
                "d0",
                Optional.of("d1"),
                false,
                12);
    }

    static JournalEntry entry() {
        return entry("");
    }

    static JournalEntry entry(String detail) {
        return new JournalEntry(
                7,
                "run-1",
                Instant.parse("2026-01-05T09:31:02Z"),
                JournalEntry.Action.MIGRATE,
                JournalEntry.Outcome.DONE,
                Optional.of(Version.of("20260105093000")),
                "create orders",
                "V20260105093000__create_orders.sql",
                OptionalInt.of(1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "dev",
                new JournalEntry.By("app", "ops", "db1", "0.1.0"),
                Optional.empty(),
                12,
                Optional.empty(),
                detail);
    }
}
