package dev.dbm.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes passwords out of text that dbm did not write itself: messages of exceptions, arguments that are quoted back. The last
 * guard, not the only one.
 */
public final class Redactor {
    /** The part of a URL between user and host, up to the last @ before a slash or blank. */
    private static final Pattern USER_INFO = Pattern.compile("(://[^:/?#@\\s]*):[^/\\s]*@");

    private static final Pattern PARAMETER =
            Pattern.compile("(?i)\\b((?:ssl)?passw(?:or)?d|pwd|secret|token)(\\s*=\\s*)('[^']*'|[^&\\s;,'\"]+)");

    private final List<String> secrets;

    /** A redactor that knows these secrets too. */
    public Redactor(List<String> secrets) {
        // A secret of one or two characters would tear holes into every sentence.
        this.secrets = secrets.stream().filter(secret -> secret.length() > 2).toList();
    }

    /** The text without what must not be shown. */
    public String redact(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, "****");
        }
        clean = USER_INFO.matcher(clean).replaceAll("$1:****@");
        return PARAMETER.matcher(clean).replaceAll("$1$2****");
    }
}
