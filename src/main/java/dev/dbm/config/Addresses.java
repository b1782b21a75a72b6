package dev.dbm.config;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.ProblemException;
import java.util.Map;

/** Reads the address of a database that is not the target: where to rehearse, to restore, to draft from. */
public final class Addresses {
    private Addresses() {}

    /**
     * The address that a URL names. What it leaves open comes from libpq's variables and files, as in psql.
     *
     * @param url {@code postgres://...}, {@code postgresql://...} or {@code jdbc:postgresql://...}
     * @param source the option that it came from, for messages
     * @param variables the process's environment
     * @throws ProblemException {@code BAD_URL}, with the password masked
     */
    public static DatabaseAddress read(String url, String source, Map<String, String> variables) {
        return new AddressReader(variables, new Problems())
                .read(Found.of(url, source))
                .address();
    }

    /** The URL, which may be malformed, with its password masked. */
    public static String mask(String url) {
        return UrlMask.mask(url);
    }
}
