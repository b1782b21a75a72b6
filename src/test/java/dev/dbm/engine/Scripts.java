package dev.dbm.engine;

import dev.dbm.model.Directive;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.Statement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** Scripts as the reader of files would give them, from a name and a text. */
final class Scripts {
    private static final ScriptParser.Values VALUES =
            new ScriptParser.Values("public", "shop", "owner", "flyway_schema_history", "dev", Path.of("/work"));

    private Scripts() {}

    static Script of(String fileName, String sql) {
        return of(fileName, sql, ScriptConfig.NONE, false, List.of());
    }

    static Script outsideTransaction(String fileName, String sql) {
        return of(fileName, sql, ScriptConfig.NONE, false, List.of(new Directive.NoTransaction(1)));
    }

    static Script wrapped(String fileName, String sql) {
        return of(fileName, sql, ScriptConfig.NONE, true, List.of());
    }

    static Script withoutPlaceholders(String fileName, String sql) {
        ScriptConfig config = new ScriptConfig(
                Optional.empty(), Optional.empty(), Optional.of(false), "placeholderReplacement=false\n");
        return of(fileName, sql, config, false, List.of());
    }

    static List<Statement> statements(Script script) {
        return new ScriptParser(VALUES).parse(script, Placeholders.NONE);
    }

    static List<Statement> statements(Script script, Placeholders placeholders) {
        return new ScriptParser(VALUES).parse(script, placeholders);
    }

    private static Script of(
            String fileName, String sql, ScriptConfig config, boolean wrapped, List<Directive> directives) {
        Script.Kind kind =
                switch (fileName.charAt(0)) {
                    case 'V' -> Script.Kind.FORWARD;
                    case 'U' -> Script.Kind.UNDO;
                    default -> Script.Kind.REPEATABLE;
                };
        String description = fileName.substring(fileName.indexOf("__") + 2, fileName.length() - 4)
                .replace('_', ' ');
        return new Script(
                kind,
                "migrations/" + fileName,
                fileName,
                description,
                sql,
                flywayChecksum(sql),
                config,
                directives,
                new Script.Traits(1, true, wrapped, List.of(), List.of()));
    }

    /** Flyway's rule: CRC32 over the lines without their ends. */
    static int flywayChecksum(String sql) {
        CRC32 crc = new CRC32();
        sql.lines().forEach(line -> crc.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
