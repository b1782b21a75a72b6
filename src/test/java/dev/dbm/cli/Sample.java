package dev.dbm.cli;

import dev.dbm.config.CommandLine;
import dev.dbm.config.Settings;
import dev.dbm.config.SettingsReader;
import java.nio.file.Path;
import java.util.Map;

/** Settings such as a developer's. */
final class Sample {
    static final String PASSWORD = "s3cr3t-word";

    private Sample() {}

    static Settings settings(Path directory) {
        String url = "postgres://app:" + PASSWORD + "@localhost:5432/shop";
        return SettingsReader.read(CommandLine.NONE.withEnv("dev").withUrl(url), Map.of(), directory);
    }
}
