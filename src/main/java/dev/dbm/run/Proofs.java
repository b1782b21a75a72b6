package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Script;
import dev.dbm.model.Speed;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import dev.dbm.planning.Replay;
import dev.dbm.rehearsal.ProofKeys;
import dev.dbm.rehearsal.ProofStore;
import dev.dbm.rehearsal.RepeatableScripts;
import dev.dbm.report.Product;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proofs that are known already: beside the project, and in the target's own journal. Where prod's demands hold only the
 * journal counts, because anybody can write to a checkout.
 */
final class Proofs {
    private final ProofKeys keys;
    private final Optional<ProofStore> store;
    private final Map<String, JournalEntry> journal = new HashMap<>();

    Proofs(
            Settings settings,
            Inventory inventory,
            Optional<TargetCatalog> catalog,
            Replay replay,
            RepeatableScripts standing) {
        List<String> server = new ArrayList<>(List.of(
                Product.version(),
                replay.copyBecause().orElse("replay"),
                settings.scratch().words()));
        catalog.ifPresent(known -> server.add("PostgreSQL " + known.serverMajor()));
        List<String> extensions = new ArrayList<>();
        catalog.ifPresent(known ->
                known.extensions().forEach(extension -> extensions.add(extension.name() + " " + extension.version())));
        this.keys = ProofKeys.of(
                server,
                extensions,
                replay.scripts(),
                standing.applied(),
                settings.placeholders(),
                inventory.migrations().fixtures());
        this.store = store(settings);
        read(inventory.journal());
    }

    private static Optional<ProofStore> store(Settings settings) {
        return settings.environment().production() ? Optional.empty() : Optional.of(ProofStore.in(folder(settings)));
    }

    private static Path folder(Settings settings) {
        return settings.project().resolve(".dbm");
    }

    /** Whether a proof of something that is pending may be known: finding out takes reading the target's catalog. */
    static boolean maybeKnown(Settings settings, Journal journal) {
        return !settings.environment().production() && ProofStore.anyIn(folder(settings))
                || journal.entries().stream().anyMatch(entry -> entry.action() == JournalEntry.Action.PROVE);
    }

    private void read(Journal entries) {
        for (JournalEntry entry : entries.entries()) {
            if (entry.proof().filter(proof -> !proof.loses()).isPresent()
                    && entry.catalogDigest().isPresent()) {
                journal.put(entry.proof().get().key(), entry);
            }
        }
    }

    /**
     * What is known of the pending pairs.
     *
     * @param pairs the results of the first pairs, up to the first that is not known
     * @param end the digest of the catalog that all of it leads to, where that is known
     * @param complete whether nothing is left to rehearse
     */
    record Known(Map<Version, PairResult> pairs, Map<Version, String> keys, Optional<String> end, boolean complete) {}

    /**
     * What is known.
     *
     * @param base digest of the target's catalog; empty where there is no target, and then nothing is known
     * @param watched whether a proof counts only where what the scripts did is known too
     */
    Known recall(Optional<String> base, List<Migration> pending, List<Script> due, boolean watched) {
        Map<Version, PairResult> pairs = new LinkedHashMap<>();
        Map<Version, String> known = new LinkedHashMap<>();
        if (base.isEmpty()) {
            return new Known(pairs, known, Optional.empty(), false);
        }
        String digest = base.get();
        String key = "";
        for (Migration migration : pending) {
            key = keys.pair(key, digest, migration);
            Optional<PairResult> proof = find(key, digest, migration);
            if (proof.isEmpty() || watched && proof.get().effects().isEmpty()) {
                return new Known(pairs, known, Optional.empty(), false);
            }
            pairs.put(migration.version(), proof.get());
            known.put(migration.version(), key);
            digest = proof.get().afterDigest().orElseThrow();
        }
        if (due.isEmpty()) {
            return new Known(pairs, known, Optional.of(digest), true);
        }
        String last = keys.end(key, digest, due);
        Optional<String> end = store.flatMap(open -> open.end(last));
        return new Known(pairs, known, end, end.isPresent());
    }

    /** How quickly the scratch's server was found to read and write the last time. */
    Optional<Speed> speed() {
        return store.flatMap(ProofStore::speed);
    }

    /** Keeps what was measured. */
    Optional<Speed> keepSpeed(Optional<Speed> measured) {
        measured.ifPresent(speed -> store.ifPresent(open -> {
            open.keepSpeed(speed);
            open.save();
        }));
        return measured;
    }

    private Optional<PairResult> find(String key, String base, Migration migration) {
        Optional<PairResult> kept = store.flatMap(open -> open.pair(key, migration));
        if (kept.isPresent()) {
            return kept.filter(result -> result.afterDigest().isPresent());
        }
        return Optional.ofNullable(journal.get(key))
                .map(entry -> new PairResult(
                        migration.version(),
                        entry.proof().orElseThrow().verdict(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        true,
                        List.of(),
                        Optional.empty(),
                        entry.proof().orElseThrow().undoing(),
                        List.of(),
                        base,
                        entry.catalogDigest(),
                        true,
                        0));
    }

    /** Keeps what was proven, and tells each pair's key. */
    Map<Version, String> keep(
            String base,
            List<Migration> pending,
            Map<Version, PairResult> pairs,
            List<Script> due,
            String end,
            boolean sound) {
        Map<Version, String> all = new LinkedHashMap<>();
        String digest = base;
        String key = "";
        for (Migration migration : pending) {
            PairResult result = pairs.get(migration.version());
            if (result == null || !worthKeeping(result)) {
                sound = false;
                break;
            }
            String current = keys.pair(key, digest, migration);
            store.ifPresent(open -> open.keep(current, result));
            all.put(migration.version(), current);
            key = current;
            digest = result.afterDigest().orElseThrow();
        }
        if (sound && !due.isEmpty()) {
            String last = keys.end(key, digest, due);
            store.ifPresent(open -> open.keepEnd(last, end));
        }
        store.ifPresent(ProofStore::save);
        return all;
    }

    private static boolean worthKeeping(PairResult result) {
        return !result.verdict().blocks()
                && result.verdict() != Verdict.UNPROVEN
                && result.afterDigest().isPresent()
                && result.problems().isEmpty();
    }
}
