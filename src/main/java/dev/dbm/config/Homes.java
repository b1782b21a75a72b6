package dev.dbm.config;

import java.nio.file.Path;
import java.util.Map;

/** The user's home folder. */
final class Homes {
    private Homes() {}

    /** HOME where it is set, as in libpq. */
    static Path of(Map<String, String> environment) {
        String home = environment.get("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home", ".") : home);
    }
}
