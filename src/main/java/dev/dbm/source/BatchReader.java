package dev.dbm.source;

import dev.dbm.model.Problem;
import dev.dbm.model.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads many scripts on a few threads: half of the time goes by in the operating system, opening files. */
final class BatchReader implements Runnable {
    /** With fewer files than this a thread costs more than it saves. */
    private static final int WORTH_A_THREAD = 100;

    private static final int MOST_THREADS = 4;

    private final List<FolderEntry> entries;
    private final ScriptReader reader;
    private final List<Optional<Script>> scripts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable RuntimeException failure;

    private BatchReader(List<FolderEntry> entries, ScriptReader reader) {
        this.entries = entries;
        this.reader = reader;
    }

    /** The scripts in the order of the entries; empty for one that cannot be read. Problems come in that order too. */
    static List<Optional<Script>> read(List<FolderEntry> entries, ScriptReader reader, List<Problem> problems) {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        int size = Math.max(WORTH_A_THREAD, (entries.size() + threads - 1) / threads);
        List<BatchReader> batches = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += size) {
            BatchReader batch = new BatchReader(entries.subList(from, Math.min(from + size, entries.size())), reader);
            batches.add(batch);
            if (from + size < entries.size()) {
                Thread thread = new Thread(batch, "dbm-read");
                thread.setDaemon(true);
                thread.start();
                running.add(thread);
            } else {
                batch.run();
            }
        }
        for (Thread thread : running) {
            await(thread);
        }
        List<Optional<Script>> scripts = new ArrayList<>(entries.size());
        for (BatchReader batch : batches) {
            if (batch.failure != null) {
                throw batch.failure;
            }
            scripts.addAll(batch.scripts);
            problems.addAll(batch.problems);
        }
        return scripts;
    }

    @Override
    public void run() {
        try {
            for (FolderEntry entry : entries) {
                scripts.add(entry.read(reader, problems));
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading migration files", e);
        }
    }
}
