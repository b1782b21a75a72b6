package dev.dbm.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Amounts as they are written in dbm.toml: a whole number and one of PostgreSQL's units. */
final class Amounts {
    /** What to write for a duration, for messages. */
    static final String DURATION_FORM = "a number with ms, s, min, h or d, such as \"5s\", or \"none\"";

    /** PostgreSQL keeps timeouts as milliseconds in a signed 32-bit integer. */
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private Amounts() {}

    /** The duration, zero for {@code none}; empty where the text is not one, or PostgreSQL could not hold it. */
    static Optional<Duration> duration(String text) {
        String trimmed = text.strip();
        if (trimmed.equals("none")) {
            return Optional.of(Duration.ZERO);
        }
        int digits = digits(trimmed);
        if (digits == 0 || digits > 10) {
            return Optional.empty();
        }
        long number = Long.parseLong(trimmed.substring(0, digits));
        Duration duration =
                switch (trimmed.substring(digits).strip()) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "min" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    default -> LONGEST.plusMillis(1);
                };
        return duration.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(duration);
    }

    /** The bytes that a text such as {@code 200MB} means, where it means any (manual: "Parameter Names and Values"). */
    static OptionalLong bytes(String text) {
        String trimmed = text.strip();
        int digits = digits(trimmed);
        int power =
                List.of("B", "kB", "MB", "GB").indexOf(trimmed.substring(digits).strip());
        return digits == 0 || digits > 9 || power < 0
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(trimmed.substring(0, digits)) << (10 * power));
    }

    private static int digits(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    /** The duration as one would write it. */
    static String show(Duration duration) {
        if (duration.isZero()) {
            return "none";
        }
        long ms = duration.toMillis();
        if (ms % 1000 != 0) {
            return ms + "ms";
        }
        long s = ms / 1000;
        if (s % 86_400 == 0) {
            return s / 86_400 + "d";
        }
        if (s % 3600 == 0) {
            return s / 3600 + "h";
        }
        return s % 60 == 0 ? s / 60 + "min" : s + "s";
    }
}
