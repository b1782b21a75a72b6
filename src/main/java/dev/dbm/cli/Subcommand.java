package dev.dbm.cli;

import dev.dbm.config.Settings;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** A command as it was typed. */
interface Subcommand {
    /** Its options, as picocli wants them. */
    CommandSpec spec();

    CommonOptions common();

    /** Where to rehearse, for the commands that do. */
    default Optional<String> scratch() {
        return Optional.empty();
    }

    /**
     * The use case with its options.
     *
     * @throws dev.dbm.model.ProblemException BAD_OPTION where options do not go together
     */
    Work work();

    /** A use case that lacks only its settings. */
    @FunctionalInterface
    interface Work {
        Report run(UseCases cases, Settings settings, Progress progress);
    }
}
