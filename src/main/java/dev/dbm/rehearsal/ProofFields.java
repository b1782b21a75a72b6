package dev.dbm.rehearsal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The fields of a kept proof, read one after the other. What is not as it should be is an {@link IllegalArgumentException}. */
final class ProofFields {
    private final String[] parts;
    private int at;

    ProofFields(String line) {
        this.parts = line.split("\t", -1);
    }

    String next() {
        if (at == parts.length) {
            throw new IllegalArgumentException("the line ends too early");
        }
        return URLDecoder.decode(parts[at++], StandardCharsets.UTF_8);
    }

    long number() {
        return Long.parseLong(next());
    }

    boolean flag() {
        return Boolean.parseBoolean(next());
    }

    Optional<String> optional() {
        String field = next();
        return field.isEmpty() ? Optional.empty() : Optional.of(field.substring(1));
    }

    /** A field for a text that may not be there. */
    static String optional(Optional<String> text) {
        return text.map(there -> "=" + there).orElse("");
    }
}
