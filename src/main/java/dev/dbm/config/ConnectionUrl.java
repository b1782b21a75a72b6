package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes a URL apart into libpq's keywords ({@code host}, {@code port}, {@code dbname}, {@code user} ...). Rests on the manual,
 * "Connection Strings", and on pgjdbc's "Connecting to the Database".
 */
final class ConnectionUrl {
    /** What to write, for messages. */
    static final String EXAMPLES =
            "write postgres://user@host:5432/database, jdbc:postgresql://host:5432/database, or embedded";

    private final Found<String> url;
    private final boolean jdbc;
    private final Map<String, String> keywords = new LinkedHashMap<>();

    private ConnectionUrl(Found<String> url) {
        this.url = url;
        this.jdbc = isJdbc(url.value());
    }

    static boolean isJdbc(String url) {
        return url.startsWith("jdbc:");
    }

    /**
     * The URL's keywords, decoded; those of pgjdbc keep pgjdbc's names.
     *
     * @throws ProblemException {@code BAD_URL}, where it is none
     */
    static Map<String, String> parse(Found<String> url) {
        return new ConnectionUrl(url).parse();
    }

    private Map<String, String> parse() {
        String text = url.value();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw bad("holds a control character", "take it out; a line break at its end is a common one");
        }
        String rest = afterScheme(text);
        String query = "";
        if (rest.startsWith("//")) {
            rest = rest.substring(2);
            // As in libpq, user and password end at the first @ before the first slash: a ? may stand in a password.
            int slash = rest.indexOf('/');
            int at = rest.indexOf('@');
            if (at >= 0 && (slash < 0 || at < slash)) {
                credentials(rest.substring(0, at));
                rest = rest.substring(at + 1);
            }
            int question = rest.indexOf('?');
            if (question >= 0) {
                query = rest.substring(question + 1);
                rest = rest.substring(0, question);
            }
            slash = rest.indexOf('/');
            hosts(slash < 0 ? rest : rest.substring(0, slash));
            database(slash < 0 ? "" : rest.substring(slash + 1));
        } else if (jdbc) {
            int question = rest.indexOf('?');
            if (question >= 0) {
                query = rest.substring(question + 1);
                rest = rest.substring(0, question);
            }
            database(rest.startsWith("/") ? rest.substring(1) : rest);
        } else {
            throw bad("lacks the two slashes after its scheme", EXAMPLES);
        }
        parameters(query);
        return keywords;
    }

    private String afterScheme(String text) {
        for (String scheme : List.of("jdbc:postgresql:", "postgresql:", "postgres:")) {
            if (text.startsWith(scheme)) {
                return text.substring(scheme.length());
            }
        }
        throw bad("is not a PostgreSQL URL", EXAMPLES);
    }

    private void credentials(String text) {
        int colon = text.indexOf(':');
        String user = decode(colon < 0 ? text : text.substring(0, colon), false);
        if (!user.isEmpty()) {
            keywords.put("user", user);
        }
        if (colon >= 0 && colon + 1 < text.length()) {
            keywords.put("password", decode(text.substring(colon + 1), false));
        }
    }

    private void hosts(String text) {
        if (text.indexOf('@') >= 0) {
            throw bad("has more than one @ before its host", "write an @ in a user or password as %40");
        }
        if (text.isEmpty()) {
            return;
        }
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            String host;
            String after;
            if (one.startsWith("[")) {
                int close = one.indexOf(']');
                if (close < 0) {
                    throw bad("has an IPv6 address without its closing bracket", "write it as [::1]");
                }
                host = one.substring(1, close);
                after = one.substring(close + 1);
                if (!after.isEmpty() && !after.startsWith(":")) {
                    throw bad("has something between its IPv6 address and the port", "write it as [::1]:5432");
                }
                after = after.isEmpty() ? "" : after.substring(1);
            } else {
                int colon = one.indexOf(':');
                host = colon < 0 ? one : one.substring(0, colon);
                after = colon < 0 ? "" : one.substring(colon + 1);
                if (after.indexOf(':') >= 0) {
                    throw bad("has more than one colon in a host", "put an IPv6 address in brackets: [::1]:5432");
                }
            }
            hosts.add(decode(host, false));
            ports.add(after);
        }
        keywords.put("host", String.join(",", hosts));
        if (ports.stream().anyMatch(port -> !port.isEmpty())) {
            keywords.put("port", String.join(",", ports));
        }
    }

    private void database(String text) {
        if (text.indexOf('/') >= 0) {
            throw bad("has more than one slash after its host", "write a slash in a name or password as %2F");
        }
        if (!text.isEmpty()) {
            keywords.put("dbname", decode(text, jdbc));
        }
    }

    private void parameters(String query) {
        boolean passwordBefore = false;
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            // What follows a password may be its other half, cut off by an & that was not encoded: it is not named.
            if (equals <= 0) {
                throw bad("has a parameter without a value", "write name=value; an & in a value is %26");
            }
            String name = decode(pair.substring(0, equals), jdbc);
            String value = decode(pair.substring(equals + 1), jdbc);
            String keyword = Keywords.canonical(name);
            if (!Keywords.isKnown(keyword)) {
                throw bad(
                        passwordBefore
                                ? "has an unknown parameter after its password"
                                : "has an unknown parameter \"" + UrlMask.mask(name) + "\""
                                        + Names.nearest(name, Keywords.known())
                                                .map(near -> " (did you mean \"" + near + "\"?)")
                                                .orElse(""),
                        "correct the name, or take it out; an & in a value is %26");
            }
            passwordBefore |= keyword.equals("password") || keyword.equals("sslpassword");
            keywords.put(keyword, value);
        }
    }

    /** @param plus whether a plus is a space, as pgjdbc has it; to libpq it is a plus */
    private String decode(String text, boolean plus) {
        if (text.indexOf('%') < 0 && !(plus && text.indexOf('+') >= 0)) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
                if (low < 0 || high * 16 + low == 0) {
                    throw bad("has a % that is not followed by two hexadecimal digits", "write a % as %25");
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(plus && raw[i] == '+' ? ' ' : raw[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("has percent-encoded bytes that are not UTF-8", "encode it as UTF-8");
        }
    }

    private ProblemException bad(String fact, String next) {
        return new ProblemException(problem(url, fact, next));
    }

    /** The problem of a URL, with the password masked. */
    static Problem problem(Found<String> url, String fact, String next) {
        return url.source()
                .problem(ProblemCode.BAD_URL, "The URL \"" + UrlMask.mask(url.value()) + "\" " + fact + ".", next);
    }
}
