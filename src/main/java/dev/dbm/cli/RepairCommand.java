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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dbm repair}. */
@Command(
        sortOptions = false,
        name = "repair",
        description = "List what is wrong in the history and what killed runs left, and mend what is named. Never "
                + "silently: without a mend it only lists.",
        footer = {
            "",
            "Exit codes: 0 mended or nothing wrong; 1 no server, or what was run failed; 2 usage;",
            "  4 an explicit word is needed; 5 the mend does not fit, or something is wrong;",
            "  6 another runner holds the lock; 7 the script stopped again.",
            "",
            "Examples:",
            "  dbm repair",
            "  dbm repair --resume 20260105093000           go on with the next statement",
            "  dbm repair --forget 20260105093000           it never ran: pending again",
            "  dbm repair --mark-applied 20260105093000     it was finished by hand"
        })
final class RepairCommand implements Subcommand {
    @Option(
            names = "--resume",
            paramLabel = "<version>[:<n>]",
            description = "A half-run script goes on with its next statement, or with the n-th.")
    List<Resumption> resume = List.of();

    @Option(
            names = "--undo",
            paramLabel = "<version>",
            description = "Run the proven undo over a half-run script: it is pending again.")
    List<Version> undo = List.of();

    @Option(
            names = "--forget",
            paramLabel = "<version>",
            description = "Forget a failed or half-run script: it is pending again. A repeatable by its file's name.")
    List<String> forget = List.of();

    @Option(
            names = "--mark-applied",
            paramLabel = "<version>",
            description = "A half-run script was finished by hand: it counts as applied.")
    List<Version> markApplied = List.of();

    @Option(
            names = "--accept-checksum",
            paramLabel = "<version>",
            description = "Take the changed file's checksum over into the history.")
    List<Version> acceptChecksum = List.of();

    @Option(
            names = "--restore-file",
            paramLabel = "<version>",
            description = "Write the missing files again from what the database keeps.")
    List<Version> restoreFile = List.of();

    @Option(names = "--reindex", paramLabel = "<index>", description = "Build an invalid index anew, concurrently.")
    List<String> reindex = List.of();

    @Option(names = "--drop-index", paramLabel = "<index>", description = "Drop an invalid index, concurrently.")
    List<String> dropIndex = List.of();

    @Option(
            names = "--drop-scratch",
            paramLabel = "<name>",
            description = "Drop a scratch that a killed run left, and end who is inside.")
    List<String> dropScratch = List.of();

    @Option(
            names = "--end-session",
            paramLabel = "<pid>",
            description = "End the session that holds the run lock, where its run does nothing any more.")
    List<Integer> endSession = List.of();

    @Option(names = "--confirm", description = "The explicit word that prod asks for.")
    boolean confirm;

    @Mixin
    WaiverOptions waiver;

    @Mixin
    CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        List<RepairOptions.Mend> mends = new ArrayList<>();
        resume.forEach(
                from -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.RESUME, from.version(), from.statement())));
        undo.forEach(version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.UNDO, version)));
        List<String> repeatables = new ArrayList<>();
        for (String name : forget) {
            if (Version.isVersion(name)) {
                mends.add(new RepairOptions.Mend(RepairOptions.Kind.FORGET, Version.of(name)));
            } else {
                repeatables.add(name);
            }
        }
        markApplied.forEach(version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.MARK_APPLIED, version)));
        acceptChecksum.forEach(
                version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.ACCEPT_CHECKSUM, version)));
        restoreFile.forEach(version -> mends.add(new RepairOptions.Mend(RepairOptions.Kind.RESTORE_FILE, version)));
        once(mends);
        List<RepairOptions.Upkeep> upkeep = new ArrayList<>();
        endSession.forEach(pid -> upkeep.add(new Upkeep(UpkeepKind.END_SESSION, String.valueOf(pid))));
        reindex.forEach(index -> upkeep.add(new Upkeep(UpkeepKind.REINDEX, index)));
        dropIndex.forEach(index -> upkeep.add(new Upkeep(UpkeepKind.DROP_INDEX, index)));
        dropScratch.forEach(name -> upkeep.add(new Upkeep(UpkeepKind.DROP_SCRATCH, name)));
        RepairOptions options = new RepairOptions(mends, repeatables, upkeep, confirm, waiver.waiver());
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
