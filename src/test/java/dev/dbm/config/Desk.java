package dev.dbm.config;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A working directory and an environment for one test, with nothing of the real ones in them. */
final class Desk {
    final Path folder;
    final Map<String, String> variables = new HashMap<>();
    CommandLine options = CommandLine.NONE;

    Desk(Path temporary) {
        this.folder = temporary.toAbsolutePath().normalize();
        variables.put("HOME", folder.resolve("home").toString());
        variables.put("PGSYSCONFDIR", folder.resolve("sysconf").toString());
    }

    Desk file(String name, String... lines) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Desk toml(String... lines) {
        return file("dbm.toml", lines);
    }

    Desk with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Desk options(CommandLine line) {
        options = line;
        return this;
    }

    Settings read() {
        return readIn(".");
    }

    Settings readIn(String directory) {
        return SettingsReader.read(options, variables, folder.resolve(directory));
    }

    /** The address that the settings lead to. */
    DatabaseAddress address() {
        return ((Settings.Target.Server) read().requireTarget()).address();
    }

    /** What is wrong with the settings; fails where nothing is. */
    List<Problem> problems() {
        try {
            read();
        } catch (ProblemException e) {
            return e.problems();
        }
        throw new AssertionError("the settings were accepted");
    }

    /** Each problem as one line: code, file, line, message. */
    List<String> wrong() {
        return problems().stream().map(Desk::show).toList();
    }

    static String show(Problem problem) {
        String place = problem.script().orElse("-")
                + (problem.line().isPresent() ? ":" + problem.line().getAsInt() : "");
        return problem.code() + " " + place + " " + problem.message();
    }

    /** Where a setting came from, by its name. */
    String origin(String name) {
        return read().origins().stream()
                .filter(setting -> setting.name().equals(name))
                .map(setting -> setting.value() + " <- " + setting.source())
                .findFirst()
                .orElse("absent");
    }
}
