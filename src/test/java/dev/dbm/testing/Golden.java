package dev.dbm.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Output compared with the file that says what it should be. {@code -Ddbm.golden=write} writes those files anew. */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/dev/dbm");

    private Golden() {}

    /** Compares; the name is a path below {@code src/test/resources/dev/dbm}. */
    public static void check(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if ("write".equals(System.getProperty("dbm.golden"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).as(name).isEqualTo(Files.readString(file));
    }
}
