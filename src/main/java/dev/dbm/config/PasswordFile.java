package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** libpq's password file (manual: "The Password File"). */
final class PasswordFile {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private PasswordFile() {}

    /**
     * The password of the first line that matches.
     *
     * @param named the file that the connection names, in place of {@code ~/.pgpass}
     * @param problems gets a warning where the file is left unread because others may read it
     */
    static Optional<Found<String>> find(
            Optional<Found<String>> named,
            Map<String, String> environment,
            String host,
            String port,
            String database,
            String user,
            Problems problems) {
        Path file = named.map(found -> Path.of(found.value()))
                .orElseGet(() -> Homes.of(environment).resolve(".pgpass"));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String shown = named.isPresent() ? file.toString() : "~/.pgpass";
        if (isOpenToOthers(file)) {
            problems.add(Problem.in(
                            shown,
                            ProblemCode.BAD_SETTINGS,
                            "The password file is open to others than its owner, and is not read.",
                            "chmod 0600 " + shown)
                    .asWarning());
            return Optional.empty();
        }
        int number = 0;
        for (String line : TextFiles.read(file, shown).lines().toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> fields = fields(line);
            if (fields.size() == 5
                    && matches(fields.get(0), host)
                    && matches(fields.get(1), port)
                    && matches(fields.get(2), database)
                    && matches(fields.get(3), user)) {
                return Optional.of(
                        Found.of(unescape(fields.get(4)), Source.at(shown + " line " + number, shown, number, 0)));
            }
        }
        return Optional.empty();
    }

    /** libpq's rule: any right for the group or for others, and the file does not count. */
    private static boolean isOpenToOthers(Path file) {
        try {
            return !OWNERS.containsAll(Files.getPosixFilePermissions(file));
        } catch (UnsupportedOperationException | IOException e) {
            // Windows keeps the user's profile to the user; libpq does not check there either.
            return false;
        }
    }

    /** The four fields before the password, still escaped, and the rest: a colon in a password needs no backslash. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < line.length() && fields.size() < 4; i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == ':') {
                fields.add(line.substring(start, i));
                start = i + 1;
            }
        }
        fields.add(line.substring(start));
        return fields;
    }

    private static boolean matches(String field, String value) {
        return field.equals("*") || unescape(field).equals(value);
    }

    private static String unescape(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 1 < field.length()) {
                i++;
            }
            text.append(field.charAt(i));
        }
        return text.toString();
    }
}
