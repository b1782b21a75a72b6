package dev.dbm.authoring;

import dev.dbm.model.Version;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The version of a new migration: the moment in UTC, but always above what is there. */
final class NextVersion {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /** The format writes a sign before years of five digits. */
    private static final int LAST_YEAR = 9999;

    private NextVersion() {}

    static Version after(Collection<Version> existing, Instant now) {
        Version clock = Version.of(STAMP.format(now.atOffset(ZoneOffset.UTC)));
        Optional<Version> highest = existing.stream().max(Comparator.naturalOrder());
        return highest.filter(version -> version.compareTo(clock) >= 0)
                .map(NextVersion::above)
                .orElse(clock);
    }

    /** A second later where the version is a moment, else one more in its first part. */
    private static Version above(Version version) {
        BigInteger first = version.parts().get(0);
        try {
            LocalDateTime next = LocalDateTime.parse(first.toString(), STAMP).plusSeconds(1);
            if (next.getYear() <= LAST_YEAR) {
                return Version.of(STAMP.format(next));
            }
        } catch (DateTimeException notAMoment) {
            // a number like any other
        }
        return Version.of(first.add(BigInteger.ONE).toString());
    }
}
