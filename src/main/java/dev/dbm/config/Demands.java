package dev.dbm.config;

import dev.dbm.model.Demand;
import java.time.Duration;

/**
 * What an environment demands where its table says nothing.
 *
 * @param of {@code dev}, {@code test} or {@code prod}
 */
record Demands(
        String of,
        boolean confirm,
        boolean backup,
        Demand destructive,
        Demand drift,
        Demand irreversible,
        boolean samples,
        boolean verbose) {
    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    static final Duration STATEMENT_TIMEOUT = Duration.ZERO;
    static final int LOCK_RETRIES = 10;
    static final Duration HOOK_TIMEOUT = Duration.ofMinutes(5);

    private static final Demands DEV =
            new Demands("dev", false, false, Demand.WARN, Demand.WARN, Demand.ALLOW, false, true);
    private static final Demands TEST =
            new Demands("test", false, false, Demand.WARN, Demand.WARN, Demand.ALLOW, true, false);
    private static final Demands PROD =
            new Demands("prod", true, true, Demand.ASK, Demand.REFUSE, Demand.ASK, false, false);

    /** The demands of that name; a name that is not known to be harmless has prod's. */
    static Demands of(String name) {
        return switch (name) {
            case "dev" -> DEV;
            case "test" -> TEST;
            default -> PROD;
        };
    }

    boolean production() {
        return of.equals("prod");
    }

    /** Where a value that came from here is said to come from. */
    String source() {
        return "default of " + of;
    }
}
