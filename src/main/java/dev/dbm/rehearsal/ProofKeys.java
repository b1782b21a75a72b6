package dev.dbm.rehearsal;

import dev.dbm.model.Migration;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The keys under which proofs are kept. A key is a digest of everything that its proof rests on, so a proof never needs to be
 * declared out of date: when something changes, nobody asks for its key any more.
 */
public final class ProofKeys {
    private final String context;
    private final Map<Version, List<Script>> fixtures;

    private ProofKeys(String context, Map<Version, List<Script>> fixtures) {
        this.context = context;
        this.fixtures = fixtures;
    }

    /**
     * What all proofs of one rehearsal have in common.
     *
     * @param server the server's major version and the version of dbm, and how the base came about
     * @param extensions the extensions with their versions
     * @param replay the scripts that built the base: rows come from them too
     * @param repeatables those that stand while the legs run
     */
    public static ProofKeys of(
            List<String> server,
            List<String> extensions,
            List<Script> replay,
            List<Script> repeatables,
            Placeholders placeholders,
            Map<Version, List<Script>> fixtures) {
        List<String> parts = new ArrayList<>(server);
        parts.add("extensions");
        parts.addAll(extensions);
        parts.add("replay");
        replay.forEach(script -> parts.add(print(script)));
        parts.add("repeatables");
        repeatables.forEach(script -> parts.add(print(script)));
        parts.add("placeholders");
        placeholders.revealed().forEach((name, value) -> parts.add(name + "=" + value));
        return new ProofKeys(digest(parts), fixtures);
    }

    /**
     * The key of a pair.
     *
     * @param previous the key of the pair that runs before it; empty for the first
     * @param base digest of the catalog that it starts from
     */
    public String pair(String previous, String base, Migration migration) {
        List<String> parts = new ArrayList<>(List.of("pair", context, previous, base, print(migration.forward())));
        migration.undo().ifPresent(undo -> parts.add(print(undo)));
        parts.add(RowTrial.GENERATOR);
        parts.add("fixtures");
        fixtures.getOrDefault(migration.version(), List.of()).forEach(script -> parts.add(print(script)));
        return digest(parts);
    }

    /** The key of what the target's catalog must be in the end, when these repeatables have run after the last pair. */
    public String end(String previous, String base, List<Script> due) {
        List<String> parts = new ArrayList<>(List.of("end", context, previous, base));
        due.forEach(script -> parts.add(print(script)));
        return digest(parts);
    }

    private static String print(Script script) {
        return script.kind() + ":" + script.config().text() + ":" + script.sql();
    }

    private static String digest(List<String> parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
