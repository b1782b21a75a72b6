package dev.dbm.source;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.util.Locale;
import java.util.Optional;

/** Tells a file that is none of dbm's business from one that somebody meant to be a migration. */
final class NameCheck {
    private NameCheck() {}

    /** What is wrong with a name that is not a migration's; nothing for files of another kind (README.md). */
    static Optional<Problem> problem(String shown, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int suffix = lower.lastIndexOf(".sql");
        if (suffix < 0) {
            return Optional.empty();
        }
        if (suffix + ".sql".length() < name.length()) {
            return looksLikeMigration(lower)
                    ? Optional.of(problem(
                                    shown,
                                    "The name does not end with .sql, so this file is not read.",
                                    "rename it, or move it elsewhere")
                            .asWarning())
                    : Optional.empty();
        }
        if (isCallback(name, suffix)) {
            return Optional.of(problem(
                            shown,
                            "This is one of Flyway's callbacks; dbm does not run callbacks.",
                            "put it into a repeatable migration, a check, or after_migrate in dbm.toml")
                    .asWarning());
        }
        if (looksLikeMigration(lower)) {
            return Optional.of(malformed(shown, name, lower));
        }
        if (Character.isDigit(name.charAt(0))) {
            return Optional.of(problem(
                            shown,
                            "The name has no V, U or R in front, so this file is not read.",
                            "rename it to V<version>__<description>.sql, or move it elsewhere")
                    .asWarning());
        }
        return Optional.of(problem(
                        shown,
                        "The name is not that of a migration, so this file is not read.",
                        "rename it to V<version>__<description>.sql if it is meant to run")
                .asInfo());
    }

    /** A file that looks like a migration among the checks, or anything but a fixture among the fixtures. */
    static Problem misplaced(String shown, String folder, String wanted) {
        return problem(
                shown,
                "The folder " + folder + "/ holds " + wanted + " only.",
                "move the file out of " + folder + "/, or rename it");
    }

    /** A letter of dbm's or Flyway's, and then something like a version or the two underscores. */
    static boolean looksLikeMigration(String lower) {
        if (lower.length() < 2 || "vurbf".indexOf(lower.charAt(0)) < 0) {
            return false;
        }
        char second = lower.charAt(1);
        return second >= '0' && second <= '9'
                || second == '_'
                || second == '-'
                || second == ' '
                || second == '.'
                || lower.contains("__");
    }

    private static Problem malformed(String shown, String name, String lower) {
        char letter = Character.toUpperCase(name.charAt(0));
        if (letter == 'B') {
            return problem(
                    shown,
                    "dbm does not read Flyway's baseline migrations (B).",
                    "make it a V migration, or adopt the database with dbm migrate --fake");
        }
        String fixed = letter + name.substring(1, name.length() - ".sql".length()) + ".sql";
        if (letter == 'F') {
            return problem(
                    shown,
                    "A fixture is named fixtures/F<version>__<description>.sql.",
                    ScriptName.of(fixed).isPresent()
                            ? "move it to fixtures/" + fixed
                            : "rename it, or move it elsewhere");
        }
        if (ScriptName.of(fixed).isPresent()) {
            return problem(
                    shown,
                    "The first letter of a migration's name is upper case and .sql is lower case.",
                    "rename it to " + fixed);
        }
        String shape = letter == 'R' ? "R__<description>.sql" : letter + "<version>__<description>.sql";
        String detail = "";
        if (letter == 'R') {
            detail = " A repeatable has no version.";
        } else if (!lower.contains("__")) {
            detail = " Two underscores stand between version and description.";
        } else {
            detail = " A version is digits, in parts split by . or _.";
        }
        return problem(shown, "The name should be " + shape + "." + detail, next(name, letter, shape));
    }

    /** The likeliest slip is a single underscore after the version. */
    private static String next(String name, char letter, String shape) {
        int place = 1;
        while (place < name.length() && (Character.isDigit(name.charAt(place)) || name.charAt(place) == '.')) {
            place++;
        }
        while (place > 1 && name.charAt(place - 1) == '.') {
            place--;
        }
        int rest = place;
        while (rest < name.length() && "_- .".indexOf(name.charAt(rest)) >= 0) {
            rest++;
        }
        String suggestion = letter
                + name.substring(1, place)
                + "__"
                + name.substring(rest, Math.max(rest, name.length() - ".sql".length()))
                + ".sql";
        return "rename it to "
                + (rest > place
                                && rest < name.length() - ".sql".length()
                                && ScriptName.of(suggestion).isPresent()
                        ? suggestion
                        : shape);
    }

    private static boolean isCallback(String name, int suffix) {
        int separator = name.indexOf("__");
        String event = name.substring(0, separator < 0 || separator > suffix ? suffix : separator);
        boolean named = event.startsWith("before") || event.startsWith("after");
        return named && event.length() > 5 && hasUpper(event) || event.equals("createSchema");
    }

    private static boolean hasUpper(String event) {
        for (int i = 0; i < event.length(); i++) {
            if (Character.isUpperCase(event.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static Problem problem(String shown, String message, String next) {
        return Problem.in(shown, ProblemCode.MALFORMED_NAME, message, next);
    }
}
