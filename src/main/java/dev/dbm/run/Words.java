package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.Version;
import dev.dbm.planning.Gates;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The explicit words that were given.
 *
 * @param confirm {@code --confirm}
 * @param acceptDataLoss the versions of {@code --accept-data-loss}
 */
record Words(boolean confirm, Set<Version> acceptDataLoss) {
    /** Nothing was said. */
    static final Words NONE = new Words(false, Set.of());

    /** The options that say so. */
    static String options(boolean confirm, Set<Version> acceptDataLoss) {
        return (confirm ? " --confirm" : "")
                + acceptDataLoss.stream()
                        .sorted()
                        .map(version -> " --accept-data-loss " + version.text())
                        .collect(Collectors.joining());
    }

    /** The environment's gates, with these words said. */
    Gates gates(Settings settings) {
        Environment environment = settings.environment();
        return new Gates(
                environment.confirm(), environment.destructive(), environment.irreversible(), confirm, acceptDataLoss);
    }
}
