package dev.dbm.rehearsal;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Migration;
import dev.dbm.model.Note;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Speed;
import dev.dbm.model.UndoEffects;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proofs kept beside the project, one a line: the key, then the fields. A line that cannot be read is a proof that is not there.
 * Losing the file costs a rehearsal and nothing else, so a file that cannot be written is no error.
 */
public final class ProofStore {
    /** When the file has more lines than this, it begins anew: old keys are never asked for again. */
    private static final int MOST = 20_000;

    private static final String NAME = "proofs";
    private static final String SPEED = "speed";

    private static final String FORM = "6";

    private final Path file;
    private final Map<String, String> lines = new HashMap<>();
    private final List<String> added = new ArrayList<>();

    private ProofStore(Path file) {
        this.file = file;
    }

    /** Reads what is kept in the folder. */
    public static ProofStore in(Path folder) {
        ProofStore store = new ProofStore(folder.resolve(NAME));
        try {
            store.read(Files.readString(store.file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            // nothing is kept, or it cannot be read
        }
        return store;
    }

    /** Whether anything is kept in the folder, which is known without reading it. */
    public static boolean anyIn(Path folder) {
        try {
            return Files.size(folder.resolve(NAME)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** A long history has a megabyte of lines: they are not read through a buffer first. */
    private void read(String text) {
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            int tab = text.indexOf('\t', start);
            if (tab > start && tab < end) {
                lines.put(text.substring(start, tab), text.substring(tab + 1, end));
            }
            start = end + 1;
        }
    }

    /** The proof under this key, which is one of that migration. */
    public Optional<PairResult> pair(String key, Migration migration) {
        return Optional.ofNullable(lines.get(key)).flatMap(line -> read(line, migration));
    }

    /** The digest of the catalog under this key. */
    public Optional<String> end(String key) {
        return Optional.ofNullable(lines.get(key))
                .filter(line -> line.startsWith("end\t"))
                .map(line -> line.substring(4));
    }

    /** Keeps a proof. */
    public void keep(String key, PairResult result) {
        add(key, write(result));
    }

    /** Keeps what the catalog must be in the end. */
    public void keepEnd(String key, String digest) {
        add(key, "end\t" + digest);
    }

    /** How quickly a server was found to read and write. */
    public Optional<Speed> speed() {
        return Optional.ofNullable(lines.get(SPEED)).flatMap(line -> {
            try {
                ProofFields fields = new ProofFields(line);
                return Optional.of(Speed.measured(fields.number(), fields.number()));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    /** Keeps how quickly a server reads and writes. */
    public void keepSpeed(Speed speed) {
        add(SPEED, speed.readBytes() + "\t" + speed.writtenBytes());
    }

    private void add(String key, String line) {
        if (!line.equals(lines.put(key, line))) {
            added.add(key + "\t" + line);
        }
    }

    /** Writes what was kept since the file was read. */
    public void save() {
        if (added.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            if (lines.size() > MOST) {
                Files.deleteIfExists(file);
            }
            Files.writeString(
                    file, String.join("\n", added) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // the next run rehearses again: a read-only checkout is no reason to fail
            return;
        }
        added.clear();
    }

    private static String write(PairResult result) {
        List<String> fields = new ArrayList<>();
        fields.add(FORM);
        fields.add(result.version().text());
        fields.add(result.verdict().name());
        fields.add(result.baseDigest());
        fields.add(result.afterDigest().orElse(""));
        fields.add(String.valueOf(result.dataChecked()));
        fields.add(String.valueOf(result.tookMs()));
        StoredEffects.differences(result.changes(), fields);
        StoredEffects.write(result.effects(), fields);
        fields.add(String.valueOf(result.notes().size()));
        result.notes().forEach(note -> fields.addAll(List.of(note.kind(), note.object(), note.text())));
        fields.add(String.valueOf(result.dataLoss().size()));
        for (DataLoss loss : result.dataLoss()) {
            fields.addAll(List.of(
                    loss.table(),
                    loss.column(),
                    String.valueOf(loss.lost()),
                    String.valueOf(loss.of()),
                    loss.how().name(),
                    String.valueOf(loss.generated())));
        }
        Map<String, String> undoing = result.undoing().map(UndoEffects::words).orElse(Map.of());
        fields.add(String.valueOf(result.undoing().isPresent()));
        fields.add(String.valueOf(undoing.size()));
        undoing.forEach((word, value) -> fields.addAll(List.of(word, value)));
        List<String> encoded = new ArrayList<>();
        fields.forEach(field -> encoded.add(URLEncoder.encode(field, StandardCharsets.UTF_8)));
        return String.join("\t", encoded);
    }

    private static Optional<PairResult> read(String line, Migration migration) {
        try {
            ProofFields fields = new ProofFields(line);
            if (!fields.next().equals(FORM)) {
                return Optional.empty();
            }
            Version version = Version.of(fields.next());
            Verdict verdict = Verdict.valueOf(fields.next());
            String base = fields.next();
            Optional<String> after = Optional.of(fields.next()).filter(digest -> !digest.isEmpty());
            boolean dataChecked = fields.flag();
            long tookMs = fields.number();
            List<Difference> changes = StoredEffects.differences(fields, Leg.FORWARD);
            Optional<PairEffects> effects = StoredEffects.read(fields, migration);
            List<Note> notes = new ArrayList<>();
            for (long i = fields.number(); i > 0; i--) {
                notes.add(new Note(fields.next(), fields.next(), fields.next()));
            }
            List<DataLoss> losses = new ArrayList<>();
            for (long i = fields.number(); i > 0; i--) {
                losses.add(new DataLoss(
                        fields.next(),
                        fields.next(),
                        fields.number(),
                        fields.number(),
                        DataLoss.How.valueOf(fields.next()),
                        fields.flag()));
            }
            boolean known = fields.flag();
            Map<String, String> undoing = new HashMap<>();
            for (long i = fields.number(); i > 0; i--) {
                undoing.put(fields.next(), fields.next());
            }
            return Optional.of(new PairResult(
                    version,
                    verdict,
                    Optional.empty(),
                    List.of(),
                    notes,
                    losses,
                    dataChecked,
                    changes,
                    effects,
                    known ? Optional.of(UndoEffects.of(undoing)) : Optional.empty(),
                    List.of(),
                    base,
                    after,
                    true,
                    tookMs));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
