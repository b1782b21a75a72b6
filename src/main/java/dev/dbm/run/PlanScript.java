package dev.dbm.run;

import dev.dbm.model.Migration;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Script;
import dev.dbm.source.PlaceholderText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A plan's SQL as one script for people to read. */
final class PlanScript {
    private PlanScript() {}

    static String forward(List<Migration> migrations, List<Script> repeatables, Placeholders placeholders) {
        List<Script> scripts = new ArrayList<>();
        migrations.forEach(migration -> scripts.add(migration.forward()));
        scripts.addAll(repeatables);
        return of(scripts, placeholders);
    }

    static String of(List<Script> scripts, Placeholders placeholders) {
        StringBuilder text = new StringBuilder();
        for (Script script : scripts) {
            text.append(text.length() == 0 ? "" : "\n").append("-- ").append(script.path());
            text.append(script.transactional() ? "\n" : "  (outside a transaction)\n");
            text.append(filled(script, placeholders).stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** A value that came out of the environment may be a secret, so its placeholder stays as it is. */
    private static String filled(Script script, Placeholders placeholders) {
        if (!script.config().placeholderReplacement().orElse(true)) {
            return script.sql();
        }
        Map<String, String> literals = new HashMap<>();
        placeholders.values().forEach((name, value) -> {
            if (value.variable().isEmpty()) {
                literals.put(name, value.text().reveal());
            }
        });
        return PlaceholderText.fill(script.sql(), literals);
    }
}
