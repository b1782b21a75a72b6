package dev.dbm.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The commands. Only the one that was asked for is built: reading the options of all of them by reflection would cost more
 * than most commands take.
 */
enum Commands {
    STATUS("what is applied and pending, and whether each undo is proven", StatusCommand::new),
    MAKE("write a new pair of scripts, forward and undo", MakeCommand::new),
    PLAN("everything that migrate would do, without touching the target", PlanCommand::new),
    MIGRATE("apply what is pending, once every undo is proven", MigrateCommand::new),
    ROLLBACK("undo the last applied migration, or more", RollbackCommand::new),
    RESTORE("put a backup in the target's place", RestoreCommand::new),
    REPAIR("list what is wrong in the history, and mend what is named", RepairCommand::new);

    private final String summary;
    private final Supplier<Subcommand> factory;

    Commands(String summary, Supplier<Subcommand> factory) {
        this.summary = summary;
        this.factory = factory;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String summary() {
        return summary;
    }

    Subcommand build() {
        return factory.get();
    }

    static Optional<Commands> find(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst();
    }
}
