package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.KeptScripts;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.planning.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a migration as the journal keeps them; written again, but never over one that is there. */
final class KeptFiles {
    private final Settings settings;
    private final Map<String, String> texts = new LinkedHashMap<>();

    /**
     * The files of an applied migration.
     *
     * @throws ProblemException KEPT_UNDO_DAMAGED where the journal is not what was written
     */
    KeptFiles(Settings settings, Standing standing) {
        this.settings = settings;
        Stream.of(
                        standing.kept().flatMap(JournalEntry::forward),
                        standing.kept().flatMap(JournalEntry::undo))
                .flatMap(Optional::stream)
                .forEach(this::add);
    }

    private void add(KeptScript kept) {
        KeptScripts.verify(kept);
        texts.put(kept.script(), kept.sql());
        if (!kept.config().isEmpty()) {
            texts.put(kept.script() + ".conf", kept.config());
        }
    }

    /** Whether the journal keeps nothing. */
    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** The names of those that are not in the folder of migrations. */
    List<String> missing() {
        return texts.keySet().stream().filter(name -> !Files.exists(file(name))).toList();
    }

    /** Writes what is missing, and says which files that were. */
    List<String> write() {
        List<String> written = new ArrayList<>();
        for (String name : missing()) {
            write(file(name), texts.getOrDefault(name, ""));
            written.add(settings.migrationsShown() + "/" + name);
        }
        return written;
    }

    private Path file(String name) {
        Path folder = settings.migrations().toAbsolutePath().normalize();
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
            throw new ProblemException(Problem.of(
                    ProblemCode.KEPT_UNDO_DAMAGED,
                    "The kept name " + name + " leads out of the migrations folder.",
                    "find out who wrote to dbm_journal"));
        }
        return file;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.OUTPUT_UNWRITABLE,
                            "The file " + file + " cannot be written: " + e.getMessage(),
                            "make the folder writable, or name another with --migrations"),
                    e);
        }
    }
}
