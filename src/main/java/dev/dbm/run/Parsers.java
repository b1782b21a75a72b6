package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.ScriptParser;
import java.util.Optional;

/** Script parsers that know Flyway's own placeholders for a target. */
final class Parsers {
    private Parsers() {}

    static ScriptParser of(Settings settings, Optional<Target> target) {
        return new ScriptParser(new ScriptParser.Values(
                settings.schema(),
                target.map(open -> open.database().address().database()).orElse("dbm"),
                target.map(open -> open.database().facts().user()).orElse("dbm"),
                settings.historyTable(),
                settings.environment().name(),
                settings.project()));
    }
}
