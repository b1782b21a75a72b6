package dev.dbm.engine;

import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Scripts on their way into the journal and out of it. */
public final class KeptScripts {
    private KeptScripts() {}

    /** The script with all that running it again will need. Of placeholders it keeps those that its text names. */
    public static KeptScript keep(Script script, Placeholders placeholders) {
        Map<String, String> literals = new TreeMap<>();
        Map<String, String> variables = new TreeMap<>();
        String text = script.sql().toLowerCase(Locale.ROOT);
        placeholders.values().forEach((name, value) -> {
            if (text.contains("${" + name.toLowerCase(Locale.ROOT) + "}")) {
                value.variable()
                        .ifPresentOrElse(
                                variable -> variables.put(name, variable),
                                () -> literals.put(name, value.text().reveal()));
            }
        });
        String config = script.config().text();
        return new KeptScript(
                script.fileName(),
                script.sql(),
                config,
                sha256(script.sql(), config),
                script.checksum(),
                literals,
                variables);
    }

    /**
     * Refuses a text that is not what was kept.
     *
     * @throws ProblemException KEPT_UNDO_DAMAGED
     */
    public static void verify(KeptScript kept) {
        if (!sha256(kept.sql(), kept.config()).equals(kept.sha256())) {
            throw new ProblemException(Problem.in(
                    kept.script(),
                    ProblemCode.KEPT_UNDO_DAMAGED,
                    "The undo script that dbm_journal keeps does not match its SHA-256: somebody changed the row.",
                    "find out who wrote to dbm_journal; to run the file instead: dbm rollback --undo-from files"));
        }
    }

    private static String sha256(String sql, String config) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(sql.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(config.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
