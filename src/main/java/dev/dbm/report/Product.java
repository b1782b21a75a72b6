package dev.dbm.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What this program says of itself. */
public final class Product {
    private Product() {}

    /** dbm's version, as the build wrote it into the resource {@code /dev/dbm/version}. */
    public static String version() {
        try (InputStream text = Product.class.getResourceAsStream("/dev/dbm/version")) {
            return text == null ? "unknown" : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
