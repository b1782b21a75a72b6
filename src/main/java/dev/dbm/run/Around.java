package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** What a run does beside its scripts, for the plan: nobody should be surprised by it, or by its absence. */
final class Around {
    private Around() {}

    static List<String> of(Settings settings) {
        Environment environment = settings.environment();
        List<String> remarks = new ArrayList<>();
        if (environment.backup()) {
            remarks.add("Before: a verified backup of the database is taken.");
        }
        environment
                .afterMigrate()
                .forEach(command -> remarks.add("After: " + command.get(0) + " runs, and must exit 0."));
        boolean webhook = environment.notification().webhook().isPresent();
        boolean command = !environment.notification().command().isEmpty();
        if (webhook || command) {
            remarks.add("In the end: "
                    + (webhook && command
                            ? "the webhook and a command are"
                            : webhook ? "the webhook is" : "a command is")
                    + " told how it went.");
        } else if (environment.production()) {
            remarks.add("Nobody is told how it went: [env." + environment.name()
                    + ".notify] names neither a webhook nor a command.");
        }
        return remarks;
    }
}
