package dev.dbm.postgres;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of scratch databases and schemas. A name holds which server session owns the scratch, as process id and start of the
 * session in milliseconds: so it is known from the very moment the scratch exists, in every database of the server, whether
 * its owner is dead. (A comment comes a moment too late; an advisory lock is seen in one database only.)
 */
record ScratchName(String text, long pid, long started) {
    static final String PREFIX = "dbm_scratch_";
    /** Of a database that a backup is being restored into. */
    static final String RESTORE_PREFIX = "dbm_restore_";

    /** Both, as the beginning of a name, for the server. */
    static final String PREFIXES = "^(?:" + PREFIX + "|" + RESTORE_PREFIX + ")";

    private static final Pattern FORM = Pattern.compile(PREFIXES + "[0-9a-z]{8}_([0-9]{1,9})_([0-9a-z]{1,12})");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RADIX = 36;

    /** One server session. */
    record Owner(long pid, long started) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Owner that && pid == that.pid && started == that.started;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(pid) * 31 + Long.hashCode(started);
        }
    }

    /** A new name that begins so, owned by that session. */
    static ScratchName fresh(String prefix, Session owner) {
        Owner own = owner.queryOne(LIVING + " WHERE pid = pg_backend_pid()", ScratchName::owner)
                .orElseThrow();
        String random = new BigInteger(64, RANDOM).toString(RADIX);
        String eight = "0".repeat(8).concat(random).substring(random.length());
        return new ScratchName(
                prefix + eight + "_" + own.pid() + "_" + Long.toString(own.started(), RADIX), own.pid(), own.started());
    }

    /** The name's parts, unless it is no name of a scratch. */
    static Optional<ScratchName> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches()
                ? Optional.of(new ScratchName(
                        name, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2), RADIX)))
                : Optional.empty();
    }

    /** The same name, which may be dropped; with any other than a scratch's the program is at fault, and nothing is dropped. */
    static String require(String name) {
        if (parse(name).isEmpty()) {
            throw new IllegalArgumentException("not a scratch of dbm's, so it is not dropped: " + name);
        }
        return name;
    }

    /** The sessions that live now; a start of -1 stands for one whose start this role may not see. */
    static Set<Owner> living(Session session) {
        return new HashSet<>(session.query(LIVING, ScratchName::owner));
    }

    boolean hasOwnerAmong(Set<Owner> living) {
        return living.contains(new Owner(pid, started)) || living.contains(new Owner(pid, -1));
    }

    private static final String LIVING =
            "SELECT pid, coalesce((extract(epoch FROM backend_start) * 1000)::bigint, -1) FROM pg_stat_activity";

    private static Owner owner(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Owner(row.getLong(1), row.getLong(2));
    }
}
