package dev.dbm.cli;

import dev.dbm.model.Version;
import dev.dbm.run.RepairOptions;
import dev.dbm.run.RepairOptions.Upkeep;
import dev.dbm.run.RepairOptions.UpkeepKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dbm repair}. */
final class RepairCommand implements Subcommand {
    private final Options typed = new Options();
    private final Options.Values<Resumption> resume = typed.values(
            "--resume",
            "<version>[:<n>]",
            Resumption.class,
            "A half-run script goes on with its next statement, or with the n-th.");
    private final Options.Values<Version> undo = typed.values(
            "--undo", "<version>", Version.class, "Run the proven undo over a half-run script: it is pending again.");
    private final Options.Values<String> forget = typed.values(
            "--forget",
            "<version>",
            String.class,
            "Forget a failed or half-run script: it is pending again. A repeatable by its file's name.");
    private final Options.Values<Version> markApplied = typed.values(
            "--mark-applied",
            "<version>",
            Version.class,
            "A half-run script was finished by hand: it counts as applied.");
    private final Options.Values<Version> acceptChecksum = typed.values(
            "--accept-checksum", "<version>", Version.class, "Take the changed file's checksum over into the history.");
    private final Options.Values<Version> restoreFile = typed.values(
            "--restore-file",
            "<version>",
            Version.class,
            "Write the missing files again from what the database keeps.");
    private final Options.Values<String> reindex =
            typed.values("--reindex", "<index>", String.class, "Build an invalid index anew, concurrently.");
    private final Options.Values<String> dropIndex =
            typed.values("--drop-index", "<index>", String.class, "Drop an invalid index, concurrently.");
    private final Options.Values<String> dropScratch = typed.values(
            "--drop-scratch", "<name>", String.class, "Drop a scratch that a killed run left, and end who is inside.");
    private final Options.Values<Integer> endSession = typed.values(
            "--end-session",
            "<pid>",
            Integer.class,
            "End the session that holds the run lock, where its run does nothing any more.");
    private final Options.Flag confirm = typed.flag("--confirm", "The explicit word that prod asks for.");
    private final WaiverOptions waiver = new WaiverOptions(typed);
    private final CommonOptions common = new CommonOptions();

    @Override
    public CommandSpec spec() {
        return typed.command(
                common,
                "List what is wrong in the history and what killed runs left, and mend what is named. Never "
                        + "silently: without a mend it only lists.",
                """
                Exit codes: 0 mended or nothing wrong; 1 no server, or what was run failed; 2 usage;
                  4 an explicit word is needed; 5 the mend does not fit, or something is wrong;
                  6 another runner holds the lock; 7 the script stopped again.

                Examples:
                  dbm repair
                  dbm repair --resume 20260105093000           go on with the next statement
                  dbm repair --forget 20260105093000           it never ran: pending again
                  dbm repair --mark-applied 20260105093000     it was finished by hand
                """);
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        List<RepairOptions.Mend> mends = new ArrayList<>();
        resume.get()
                .forEach(from ->
                        mends.add(new RepairOptions.Mend(RepairOptions.Kind.RESUME, from.version(), from.statement())));
        undo.get().forEach(version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.UNDO, version)));
        List<String> repeatables = new ArrayList<>();
        for (String name : forget.get()) {
            if (Version.isVersion(name)) {
                mends.add(new RepairOptions.Mend(RepairOptions.Kind.FORGET, Version.of(name)));
            } else {
                repeatables.add(name);
            }
        }
        markApplied
                .get()
                .forEach(version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.MARK_APPLIED, version)));
        acceptChecksum
                .get()
                .forEach(version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.ACCEPT_CHECKSUM, version)));
        restoreFile
                .get()
                .forEach(version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.RESTORE_FILE, version)));
        once(mends);
        List<RepairOptions.Upkeep> upkeep = new ArrayList<>();
        endSession.get().forEach(pid -> upkeep.add(new Upkeep(UpkeepKind.END_SESSION, String.valueOf(pid))));
        reindex.get().forEach(index -> upkeep.add(new Upkeep(UpkeepKind.REINDEX, index)));
        dropIndex.get().forEach(index -> upkeep.add(new Upkeep(UpkeepKind.DROP_INDEX, index)));
        dropScratch.get().forEach(name -> upkeep.add(new Upkeep(UpkeepKind.DROP_SCRATCH, name)));
        RepairOptions options = new RepairOptions(mends, repeatables, upkeep, confirm.given(), waiver.waiver());
        return (cases, settings, progress) -> cases.repair(settings, progress, options);
    }

    /** What ends a half-run script ends it once. */
    private static void once(List<RepairOptions.Mend> mends) {
        Map<Version, RepairOptions.Kind> seen = new HashMap<>();
        for (RepairOptions.Mend mend : mends) {
            String option =
                    switch (mend.kind()) {
                        case RESUME, UNDO, FORGET, MARK_APPLIED -> word(mend.kind());
                        case ACCEPT_CHECKSUM, RESTORE_FILE -> "";
                    };
            RepairOptions.Kind before = option.isEmpty() ? null : seen.put(mend.version(), mend.kind());
            if (before != null) {
                throw Exclusive.bad(
                        "Version " + mend.version() + " cannot meet " + word(before) + " and " + option + " at once.",
                        "keep one of them");
            }
        }
    }

    private static String word(RepairOptions.Kind kind) {
        return "--" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
