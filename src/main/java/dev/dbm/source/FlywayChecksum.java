package dev.dbm.source;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Flyway's checksum of a script, the one that {@code flyway_schema_history} holds: CRC-32 over the lines in UTF-8, without
 * their ends and without a byte order mark (Flyway's {@code ChecksumCalculator}).
 */
public final class FlywayChecksum {
    private FlywayChecksum() {}

    /** The checksum of a versioned script, placeholders as they stand. */
    public static int of(String text) {
        return ofUtf8(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The checksum of a repeatable script: Flyway takes it after the placeholders were filled in, so that a new value runs the
     * script again (Flyway's {@code SqlMigrationResolver}). A placeholder without a value stays as it stands. A script whose
     * .conf says {@code placeholderReplacement=false} has the checksum of {@link #of(String)}.
     *
     * @param placeholders the values by name; Flyway does not tell upper from lower case in the names
     */
    public static int ofRepeatable(String text, Map<String, String> placeholders) {
        return of(PlaceholderText.fill(text, placeholders));
    }

    /** The checksum of a text in valid UTF-8: no part of a longer character can be taken for the end of a line. */
    static int ofUtf8(byte[] bytes) {
        CRC32 crc = new CRC32();
        int from = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        for (int i = from; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                crc.update(bytes, from, i - from);
                from = i + 1;
            }
        }
        crc.update(bytes, from, bytes.length - from);
        return (int) crc.getValue();
    }
}
