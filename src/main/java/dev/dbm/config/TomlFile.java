package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads TOML into entries. The only class that needs the TOML library. */
final class TomlFile {
    private TomlFile() {}

    /**
     * The entries of a TOML document, in the order of the file.
     *
     * @param shown the file's name for messages
     * @throws ProblemException with every syntax error
     */
    static Map<String, Entry> parse(String text, String shown) {
        TomlParseResult result = Toml.parse(text);
        if (result.hasErrors()) {
            List<Problem> problems = new ArrayList<>();
            for (TomlParseError error : result.errors()) {
                TomlPosition at = error.position();
                problems.add(Source.at(shown, shown, at.line(), at.column())
                        .problem(
                                ProblemCode.BAD_SETTINGS,
                                "This is not TOML: " + withoutText(String.valueOf(error.getMessage())),
                                "mend this line; strings need quotes"));
            }
            throw new ProblemException(problems);
        }
        return table(result);
    }

    /** The library quotes the text that it met, which may be a piece of a password. */
    private static String withoutText(String message) {
        int end = message.indexOf(", expected");
        return message.startsWith("Unexpected '") && end > 0 ? "unexpected text" + message.substring(end) : message;
    }

    private static Map<String, Entry> table(TomlTable table) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String key : table.keySet()) {
            Object value = table.get(List.of(key));
            if (value != null) {
                entries.put(key, entry(value, table.inputPositionOf(List.of(key))));
            }
        }
        return entries;
    }

    private static Entry entry(Object value, @org.jspecify.annotations.Nullable TomlPosition at) {
        int line = at == null ? 0 : at.line();
        int column = at == null ? 0 : at.column();
        if (value instanceof TomlTable table) {
            return new Entry(table(table), line, column);
        }
        if (value instanceof TomlArray array) {
            List<Entry> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(entry(array.get(i), array.inputPositionOf(i)));
            }
            return new Entry(items, line, column);
        }
        return new Entry(value, line, column);
    }
}
