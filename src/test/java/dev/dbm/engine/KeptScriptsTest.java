package dev.dbm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.Placeholders;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeptScriptsTest {

    @Test
    void valuesOfTheEnvironmentAreKeptByNameOnly() {
        Placeholders placeholders = new Placeholders(Map.of(
                "owner", Placeholders.Value.literal("app"),
                "secret", Placeholders.Value.from("APP_SECRET", "hunter2"),
                "other", Placeholders.Value.literal("unused")));

        KeptScript kept = KeptScripts.keep(
                Scripts.of("U1__x.sql", "ALTER TABLE t OWNER TO ${Owner}; SELECT '${secret}'"), placeholders);

        assertThat(kept.literals()).isEqualTo(Map.of("owner", "app"));
        assertThat(kept.variables()).isEqualTo(Map.of("secret", "APP_SECRET"));
        assertThat(kept.toString()).doesNotContain("hunter2");
        KeptScripts.verify(kept);
    }
}
