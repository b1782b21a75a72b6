package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.Placeholders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The values for the placeholders of a kept script. */
final class Placed {
    private Placed() {}

    /** Literal values as they were; those that came out of the environment as it is now. */
    static Placeholders of(Settings settings, KeptScript kept) {
        Map<String, Placeholders.Value> values = new LinkedHashMap<>();
        kept.literals().forEach((name, text) -> values.put(name, Placeholders.Value.literal(text)));
        for (String name : kept.variables().keySet()) {
            Optional.ofNullable(settings.placeholders().values().get(name)).ifPresent(value -> values.put(name, value));
        }
        return new Placeholders(values);
    }
}
