package dev.dbm.config;

import java.util.List;
import java.util.Locale;

/**
 * Shows a URL that may be malformed without its password. Where it cannot be told which part the password is, more is
 * masked than needed, never less.
 */
final class UrlMask {
    private static final List<String> SECRETS = List.of("password", "passwd", "pwd", "secret", "token");

    private UrlMask() {}

    static String mask(String url) {
        int start = afterScheme(url);
        int at = url.lastIndexOf('@');
        String text = url;
        if (at >= start) {
            int colon = url.indexOf(':', start);
            if (colon >= 0 && colon < at) {
                text = url.substring(0, colon + 1) + Origins.MASK + url.substring(at);
            }
        } else if (!url.startsWith("jdbc:") || url.startsWith("jdbc:postgresql:")) {
            text = url.substring(0, start) + maskPorts(url.substring(start));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int cut = -1;
        for (String word : SECRETS) {
            int found = lower.indexOf(word);
            // Whatever follows is masked to the end: an & inside a password would end it too early.
            while (found >= 0) {
                int equals = text.indexOf('=', found);
                if (equals >= 0 && (cut < 0 || equals < cut)) {
                    cut = equals;
                }
                found = lower.indexOf(word, found + 1);
            }
        }
        return cut < 0 ? text : text.substring(0, cut + 1) + Origins.MASK;
    }

    private static int afterScheme(String url) {
        for (String scheme : List.of("jdbc:postgresql:", "postgresql:", "postgres:")) {
            if (url.startsWith(scheme)) {
                return skipSlashes(url, scheme.length());
            }
        }
        int slashes = url.indexOf("://");
        return slashes < 0 ? 0 : slashes + 3;
    }

    private static int skipSlashes(String url, int from) {
        int start = from;
        while (start < url.length() && url.charAt(start) == '/') {
            start++;
        }
        return start;
    }

    /** {@code user:password} without a host looks like a host with a port: a port that is no number is masked. */
    private static String maskPorts(String rest) {
        int colon = rest.lastIndexOf(']') < 0 ? rest.indexOf(':') : rest.indexOf(':', rest.lastIndexOf(']'));
        if (colon < 0) {
            return rest;
        }
        int end = colon + 1;
        while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        // Several hosts follow each other as h1:5432,h2:5433.
        boolean numbers = true;
        for (String one : rest.substring(0, end).split(",", -1)) {
            String port = one.substring(one.lastIndexOf(':') + 1);
            numbers &= !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
        }
        return numbers ? rest : rest.substring(0, colon + 1) + Origins.MASK + rest.substring(end);
    }
}
