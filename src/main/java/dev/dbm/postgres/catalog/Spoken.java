package dev.dbm.postgres.catalog;

import java.util.regex.Pattern;

/**
 * Rare things that the scripts so far have spoken of. Finding out whether they were done costs a search after every script, and
 * without the word none of them can have been done, not even by a function: its body was in a script.
 *
 * @param grants GRANT or REVOKE, which on columns lock nothing
 * @param extensions an extension, which may gain or lose members without being written itself
 * @param catalogs rows of the system catalogs written by hand, which change objects without a trace of these
 * @param prepares PREPARE, whose statements outlive their script, and what drops prepared statements
 */
public record Spoken(boolean grants, boolean extensions, boolean catalogs, boolean prepares) {
    /** Nothing is known of what was said; but hardly anything that was there before writes to the catalogs by hand. */
    public static final Spoken ANYTHING = new Spoken(true, true, false, true);

    /** Nothing was said yet. */
    public static final Spoken NOTHING = new Spoken(false, false, false, false);

    private static final Pattern GRANTS = Pattern.compile("grant|revoke", Pattern.CASE_INSENSITIVE);
    private static final Pattern EXTENSIONS = Pattern.compile("extension", Pattern.CASE_INSENSITIVE);
    private static final Pattern CATALOGS = Pattern.compile(
            "(?:update|into|delete\\s+from)\\s+(?:only\\s+)?\"?(?:pg_catalog\"?\\s*\\.\\s*\"?)?pg_",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PREPARES = Pattern.compile("prepare|deallocate|discard", Pattern.CASE_INSENSITIVE);

    /** With what this text says. */
    public Spoken and(String sql) {
        boolean known = grants && extensions && catalogs && prepares;
        return known
                ? this
                : new Spoken(
                        grants || GRANTS.matcher(sql).find(),
                        extensions || EXTENSIONS.matcher(sql).find(),
                        catalogs || CATALOGS.matcher(sql).find(),
                        prepares || PREPARES.matcher(sql).find());
    }
}
