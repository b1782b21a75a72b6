package dev.dbm.source;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ScriptConfig;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Reads a {@code <script>.conf} as Flyway does: Java properties in which a backslash stands for itself (Flyway's {@code
 * SqlScriptMetadata} and {@code ConfigUtils}).
 */
final class ScriptConfigReader {
    private final String path;
    private final String text;
    private final List<Problem> problems;

    private ScriptConfigReader(String path, String text, List<Problem> problems) {
        this.path = path;
        this.text = text;
        this.problems = problems;
    }

    /** Reads the file's text; what is wrong with it goes to {@code problems}. */
    static ScriptConfig read(String path, String text, List<Problem> problems) {
        return new ScriptConfigReader(path, text, problems).read();
    }

    private ScriptConfig read() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text.replace("\\", "\\\\")));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
        for (String key : properties.stringPropertyNames()) {
            switch (key) {
                case "executeInTransaction", "placeholderReplacement", "encoding" -> {}
                case "shouldExecute" ->
                    problem(
                            key,
                            "dbm does not know shouldExecute: a script that runs only sometimes cannot be proven.",
                            "remove it, and put the condition into the script");
                default ->
                    problem(
                            key,
                            "There is no setting " + key + ".",
                            "use executeInTransaction, encoding or placeholderReplacement");
            }
        }
        String encoding = properties.getProperty("encoding");
        return new ScriptConfig(
                bool(properties, "executeInTransaction"),
                encoding == null ? Optional.empty() : Optional.of(encoding.trim()),
                bool(properties, "placeholderReplacement"),
                text);
    }

    private Optional<Boolean> bool(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            return Optional.empty();
        }
        boolean yes = value.trim().equalsIgnoreCase("true");
        if (!yes && !value.trim().equalsIgnoreCase("false")) {
            problem(key, key + " is neither true nor false: " + value.trim(), "write " + key + "=true or =false");
            return Optional.empty();
        }
        return Optional.of(yes);
    }

    private void problem(String key, String message, String next) {
        problems.add(Problem.at(path, lineOf(text, key), ProblemCode.BAD_SCRIPT_CONFIG, message, next));
    }

    /** The line of a .conf file that a key stands on. */
    static int lineOf(String text, String key) {
        int line = 1;
        for (int from = 0; from >= 0 && from < text.length(); line++) {
            int end = text.indexOf('\n', from);
            if (text.substring(from, end < 0 ? text.length() : end).trim().startsWith(key)) {
                return line;
            }
            from = end < 0 ? -1 : end + 1;
        }
        return 1;
    }
}
