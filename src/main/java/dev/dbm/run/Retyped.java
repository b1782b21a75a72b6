package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Report;
import java.util.Set;

/**
 * A command that a report tells people to type. It says what this command line said of where: a command that is pasted without it
 * would be about another database.
 */
final class Retyped {
    private static final Set<String> PLACES = Set.of("config", "url", "schema", "migrations");

    private Retyped() {}

    static String with(Settings settings, String command) {
        StringBuilder line = new StringBuilder(command);
        Environment environment = settings.environment();
        if (environment.asEnvironment().isPresent()) {
            line.append(" --as-environment ").append(ShellWord.of(environment.name()));
        } else if (environment.named()) {
            // An environment that nobody named may have prod's demands only because of that: naming it would take
            // them away.
            line.append(" --env ").append(ShellWord.of(environment.name()));
        }
        for (Report.Setting origin : settings.origins()) {
            if (PLACES.contains(origin.name()) && origin.source().equals("--" + origin.name())) {
                line.append(" --")
                        .append(origin.name())
                        .append(' ')
                        .append(
                                origin.name().equals("url")
                                        ? url(settings, origin.value())
                                        : ShellWord.of(origin.value()));
            }
        }
        return line.toString();
    }

    private static String url(Settings settings, String shown) {
        return settings.target()
                .filter(Settings.Target.Server.class::isInstance)
                .map(target -> url(((Settings.Target.Server) target).address()))
                .orElse(ShellWord.of(shown));
    }

    /**
     * The address as it may be shown. What is behind its question mark is not; without a sslmode that stood there the command would
     * trust any server, so then it is left to whoever types it.
     */
    static String url(DatabaseAddress address) {
        return address.parameters().isEmpty() ? ShellWord.of(address.display()) : "...";
    }

    /** The same, with the word that the environment wants of a command that changes a database. */
    static String changing(Settings settings, String command) {
        return with(settings, command + (settings.environment().confirm() ? " --confirm" : ""));
    }
}
